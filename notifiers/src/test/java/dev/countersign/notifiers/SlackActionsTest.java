package dev.countersign.notifiers;

import static dev.countersign.notifiers.Receiver.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.Request.State;
import dev.countersign.approvals.Width;
import dev.countersign.config.OperatorsConfig.NotifierConfig;
import dev.countersign.model.Secret;
import dev.countersign.notifiers.SlackActions.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlackActionsTest {

  private static final String SECRET = "signing-secret";
  private static final String OTHER = "signing-secret-of-the-data-app";

  @TempDir private Path directory;
  private final Receiver slack = new Receiver().answers(json("{\"ok\":true,\"ts\":\"1.2\"}"));
  private Office office;
  private SlackActions actions;

  @BeforeEach
  void opens() {
    office = new Office(directory);
    office.tells("chat", app("C0OPS", "signing", SECRET), "oncall");
    office.tells("data-chat", app("C0DATA", "data-signing", OTHER), "data");
    actions = office.open().slackActions();
  }

  private NotifierConfig.Slack app(String channel, String file, String secret) {
    return new NotifierConfig.Slack(
        slack.url("/api"), channel, office.secret("token", "xoxb-x"), office.secret(file, secret));
  }

  @AfterEach
  void closes() {
    office.close();
    slack.close();
  }

  private static byte[] press(String member, String action, Request request, String comment) {
    ObjectNode payload = JsonNodeFactory.instance.objectNode().put("type", "block_actions");
    payload.putObject("user").put("id", member).put("username", "whoever");
    payload
        .putArray("actions")
        .addObject()
        .put("type", "button")
        .put("action_id", action)
        .put("value", request.id());
    payload
        .putObject("state")
        .putObject("values")
        .putObject("comment:" + request.id())
        .putObject("comment")
        .put("type", "plain_text_input")
        .put("value", comment);
    payload.put("response_url", "https://hooks.slack.example/actions");
    return form(payload.toString());
  }

  private static byte[] form(String payload) {
    return ("payload=" + URLEncoder.encode(payload, StandardCharsets.UTF_8))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** As Slack's documentation has it, by code of the test's own. */
  private static String sign(String secret, String timestamp, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      mac.update("v0:".getBytes(StandardCharsets.UTF_8));
      mac.update(timestamp.getBytes(StandardCharsets.UTF_8));
      mac.update((byte) ':');
      return "v0=" + HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private Reply signed(byte[] body) {
    return signed(body, office.clock.instant(), SECRET);
  }

  private Reply signed(byte[] body, Instant at, String secret) {
    String timestamp = Long.toString(at.getEpochSecond());
    return actions.handle(body, timestamp, sign(secret, timestamp, body));
  }

  private State state(Request request) {
    return office.approvals.find(request.id()).orElseThrow().state();
  }

  /** What the person alone was told, the last time. */
  private String whispered(String member) {
    Office.await(() -> !slack.bodies("/chat.postEphemeral").isEmpty());
    JsonNode last = slack.bodies("/chat.postEphemeral").getLast();
    assertThat(last.path("user").asText()).isEqualTo(member);
    return last.path("text").asText();
  }

  @Test
  void slacksOwnExampleIsVerified() {
    SlackSignature signature = new SlackSignature(Secret.of("8f742231b10e8888abcd99yyyzzz85a5"));
    String body =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow"
            + "&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
            + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com"
            + "%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN"
            + "&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";
    assertThat(
            signature.signs(
                body.getBytes(StandardCharsets.UTF_8),
                "1531420618",
                "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503",
                Instant.ofEpochSecond(1531420618)))
        .isTrue();
  }

  @Test
  void aPersonApprovesOnceAndAnotherDeniesWithAComment() {
    Request one = office.ask(1);
    assertThat(signed(press("U0RAJ", "approve_once", one, ""))).isEqualTo(new Reply(200, ""));
    Request approved = office.approvals.find(one.id()).orElseThrow();
    assertThat(approved.state()).isEqualTo(State.APPROVED);
    assertThat(approved.width()).contains(new Width.Once());
    assertThat(approved.votes().getFirst().person()).isEqualTo("raj");

    Request two = office.ask(2);
    signed(press("U0ANA", "deny", two, "ask the \u00fcbermensch & co=1"));
    Request denied = office.approvals.find(two.id()).orElseThrow();
    assertThat(denied.state()).isEqualTo(State.DENIED);
    assertThat(denied.votes().getFirst().decision())
        .isEqualTo(new Decision.Deny("ask the \u00fcbermensch & co=1"));
    assertThat(slack.bodies("/chat.postEphemeral")).isEmpty();
  }

  @Test
  void forgedOldAndFutureSignaturesDecideNothing() {
    Request request = office.ask(1);
    byte[] body = press("U0RAJ", "approve_once", request, "");
    Instant now = office.clock.instant();
    String timestamp = Long.toString(now.getEpochSecond());
    String good = sign(SECRET, timestamp, body);
    for (int at = 0; at < good.length(); at++) {
      String bad = good.substring(0, at) + (char) (good.charAt(at) ^ 1) + good.substring(at + 1);
      assertThat(actions.handle(body, timestamp, bad).status()).isEqualTo(401);
    }
    assertThat(signed(body, now, "another secret").status()).isEqualTo(401);
    assertThat(signed(body, now.minusSeconds(302), SECRET).status()).isEqualTo(401);
    assertThat(signed(body, now.plusSeconds(302), SECRET).status()).isEqualTo(401);
    assertThat(actions.handle(body, timestamp, "").status()).isEqualTo(401);
    assertThat(actions.handle(body, "", "").status()).isEqualTo(401);
    for (String odd : List.of("+" + timestamp, " " + timestamp, timestamp + ".0", "9".repeat(40))) {
      assertThat(actions.handle(body, odd, sign(SECRET, odd, body)).status()).isEqualTo(401);
    }
    String moved = Long.toString(now.getEpochSecond() + 1);
    assertThat(actions.handle(body, moved, good).status()).isEqualTo(401);
    for (int at = 0; at < body.length; at++) {
      byte[] changed = body.clone();
      changed[at] ^= 1;
      assertThat(actions.handle(changed, timestamp, good).status()).isEqualTo(401);
    }
    assertThat(state(request)).isEqualTo(State.PENDING);
  }

  @Test
  void aReplayIsRefused() {
    Request one = office.ask(1);
    byte[] body = press("U0RAJ", "approve_once", one, "");
    Instant now = office.clock.instant();
    assertThat(signed(body, now, SECRET).status()).isEqualTo(200);
    assertThat(signed(body, now, SECRET).status()).isEqualTo(401);
    office.clock.move(Duration.ofMinutes(4));
    assertThat(signed(body, now, SECRET).status()).isEqualTo(401);
  }

  @Test
  void whatIsRememberedAgainstReplaysIsBounded() {
    SlackSignature signature = new SlackSignature(Secret.of(SECRET));
    Instant now = office.clock.instant();
    for (int i = 0; i < SlackSignature.MOST; i++) {
      assertThat(signature.isFirst("v0=" + i, now)).isTrue();
    }
    assertThat(signature.isFirst("v0=one-more", now)).isFalse();
    Instant later = now.plus(Duration.ofMinutes(11));
    assertThat(signature.isFirst("v0=one-more", later)).isTrue();
    assertThat(signature.isFirst("v0=one-more", later)).isFalse();
  }

  @Test
  void onlyPeopleOfTheGroupDecide() {
    Request request = office.ask(1);
    assertThat(signed(press("U0MALLORY", "approve_once", request, "")).status()).isEqualTo(200);
    assertThat(whispered("U0MALLORY")).contains("not one of the people");
    signed(press("U0KIM", "approve_once", request, ""));
    Office.await(() -> slack.bodies("/chat.postEphemeral").size() == 2);
    assertThat(whispered("U0KIM")).isNotBlank();
    signed(press("U0EVE", "approve_once", request, ""));
    Office.await(() -> slack.bodies("/chat.postEphemeral").size() == 3);
    signed(press("", "approve_once", request, ""));
    signed(press("raj", "approve_once", request, ""));
    assertThat(state(request)).isEqualTo(State.PENDING);
  }

  @Test
  void anotherAppsRequestsAreOutOfReach() {
    Request data = office.ask("data", "claude", "lake", "careful");
    byte[] body = press("U0RAJ", "approve_once", data, "");
    assertThat(signed(body).status()).isEqualTo(200);
    assertThat(whispered("U0RAJ")).contains("no such request");
    assertThat(state(data)).isEqualTo(State.PENDING);
    assertThat(signed(body, office.clock.instant(), OTHER).status()).isEqualTo(200);
    assertThat(state(data)).isEqualTo(State.APPROVED);
  }

  @Test
  void whatIsDecidedStaysSo() {
    Request request = office.ask(1);
    signed(press("U0RAJ", "deny", request, "no"));
    signed(press("U0ANA", "approve_once", request, ""));
    assertThat(whispered("U0ANA")).isNotBlank();
    assertThat(state(request)).isEqualTo(State.DENIED);
  }

  @Test
  void aRequestOfTheGroupThatIsExpiredIsNotDecided() {
    Request request = office.ask(1);
    office.clock.move(Duration.ofMinutes(11));
    signed(press("U0RAJ", "approve_once", request, ""));
    assertThat(whispered("U0RAJ")).isNotBlank();
    assertThat(state(request)).isNotEqualTo(State.APPROVED);
  }

  @Test
  void whatIsNoPressOfAButtonDecidesNothing() {
    Request request = office.ask(1);
    assertThat(signed(press("U0RAJ", "console", request, "")).status()).isEqualTo(200);
    assertThat(signed(press("U0RAJ", "approve_for_ever", request, "")).status()).isEqualTo(200);
    String good =
        "{\"type\":\"block_actions\",\"user\":{\"id\":\"U0RAJ\"},\"actions\":[{\"action_id\":"
            + "\"approve_once\",\"value\":\""
            + request.id()
            + "\"}]}";
    for (String odd :
        List.of(
            "",
            "null",
            "[]",
            "{",
            "[".repeat(10_000),
            good.replace("block_actions", "view_submission"),
            good.replace("\"user\"", "\"user\":{\"id\":\"U0ANA\"},\"user\""),
            good.replace("}]}", "},{\"action_id\":\"deny\",\"value\":\"x\"}]}"))) {
      assertThat(signed(form(odd)).status()).as(odd).isEqualTo(400);
    }
    assertThat(signed("payload=%zz".getBytes(StandardCharsets.UTF_8)).status()).isEqualTo(400);
    assertThat(signed(new byte[SlackActions.LONGEST_BODY + 1]).status()).isEqualTo(413);
    assertThat(state(request)).isEqualTo(State.PENDING);
    assertThat(signed(form(good)).status()).isEqualTo(200);
    assertThat(state(request)).isEqualTo(State.APPROVED);
  }
}
