package dev.countersign.notifiers;

import static dev.countersign.notifiers.Receiver.json;
import static dev.countersign.notifiers.Receiver.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.config.OperatorsConfig.NotifierConfig;
import dev.countersign.model.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SlackTest {

  private static final Person RAJ = new Person("raj", Role.APPROVER, Set.of());
  private static final String OK = "{\"ok\":true,\"channel\":\"C0OPS\",\"ts\":\"1700.0001\"}";

  @TempDir private Path directory;
  private final Receiver slack = new Receiver().answers(json(OK));
  private Office office;

  @BeforeEach
  void opens() {
    office = new Office(directory);
    office.tells(
        "chat",
        new NotifierConfig.Slack(
            slack.url("/api"),
            "C0OPS",
            office.secret("token", "xoxb-token"),
            office.secret("signing", "signing-secret")),
        "oncall");
  }

  @AfterEach
  void closes() {
    office.close();
    slack.close();
  }

  /** Texts of one kind, wherever they stand. */
  private static List<JsonNode> texts(JsonNode message, String type) {
    return message.path("blocks").findParents("type").stream()
        .filter(it -> it.path("type").asText().equals(type))
        .toList();
  }

  private static String all(JsonNode message) {
    List<String> texts = new ArrayList<>();
    texts(message, "mrkdwn").forEach(it -> texts.add(it.path("text").asText()));
    return String.join("\n", texts);
  }

  @Test
  void aCardSaysWhoWantsWhatAndChangesWhenItIsDecided() {
    Notifiers notifiers = office.open();
    Request request = office.ask(1);
    slack.awaits(1);
    JsonNode card = slack.bodies("/api/chat.postMessage").getFirst();
    assertThat(slack.got().getFirst().getHeader("Authorization")).isEqualTo("Bearer xoxb-token");
    assertThat(card.path("channel").asText()).isEqualTo("C0OPS");
    assertThat(all(card))
        .contains("*Operation* `s3:DeleteBucket`")
        .contains("*Agent* `claude, proved by its signature, from 127.0.0.1`")
        .contains("*Account* `staging (222222222222), eu-west-1`")
        .contains("*Resources* `arn:aws:s3:::logs-1`")
        .contains("*Parameters* `Bucket = careful`")
        .contains("*Rule* `careful`")
        .contains("<!date^" + request.expires().getEpochSecond() + "^");
    assertThat(texts(card, "button"))
        .extracting(it -> it.path("action_id").asText())
        .containsExactly("approve_once", "deny", "console");
    assertThat(texts(card, "button").getFirst().path("value").asText()).isEqualTo(request.id());
    assertThat(texts(card, "input")).hasSize(1);

    Office.await(() -> notifiers.status().getFirst().sent() == 1);
    office.approvals.decide(request.id(), RAJ, new Decision.Deny("not <now>"));
    slack.awaits(2);
    JsonNode update = slack.bodies("/api/chat.update").getFirst();
    assertThat(update.path("ts").asText()).isEqualTo("1700.0001");
    assertThat(all(update)).contains("*denied*").contains("`raj denied: not &lt;now&gt;`");
    assertThat(texts(update, "button")).isEmpty();
    assertThat(texts(update, "input")).isEmpty();
  }

  @Test
  void noTextOfTheAgentIsMoreThanText() {
    office.open();
    office.ask(
        "oncall", "claude", "x`<!channel>`<https://evil.example|Approve>", "& <@U0ANA> *b* `x`");
    slack.awaits(1);
    JsonNode card = slack.bodies("/api/chat.postMessage").getFirst();
    String text = all(card);
    assertThat(text)
        .contains(
            "`arn:aws:s3:::x\u02cb&lt;!channel&gt;\u02cb&lt;https://evil.example|Approve&gt;`")
        .contains("`&amp; &lt;@U0ANA&gt; *b* \u02cbx\u02cb`")
        .doesNotContain("<@", "<!channel", "<http");
    assertThat(texts(card, "mrkdwn")).allMatch(it -> it.path("verbatim").asBoolean());
    assertThat(card.path("parse").asText()).isEqualTo("none");
    assertThat(card.path("unfurl_links").asBoolean(true)).isFalse();
    assertThat(texts(card, "button"))
        .extracting(it -> it.path("url").asText(""))
        .containsOnly("", "https://console.example/ops/approvals/" + card(card));
  }

  private static String card(JsonNode card) {
    return texts(card, "button").getFirst().path("value").asText();
  }

  @Test
  void staysWithinWhatSlackTakes() {
    office.open();
    office.ask("oncall", "claude", "&".repeat(5_000), "<".repeat(50_000));
    slack.awaits(1);
    for (int i = 0; i < 40; i++) {
      office.ask("oncall", "claude", i + "<".repeat(900), "<");
    }
    office.clock.move(Duration.ofMinutes(1));
    slack.awaits(2);
    for (JsonNode card : slack.bodies("/api/chat.postMessage")) {
      assertThat(card.path("blocks").size()).isBetween(1, 50);
      assertThat(texts(card, "mrkdwn"))
          .allMatch(it -> it.path("text").asText().length() <= 3_000)
          .noneMatch(it -> it.path("text").asText().isEmpty());
    }
    assertThat(all(slack.bodies("/api/chat.postMessage").get(1)))
        .contains("and 30 more of the same batch");
  }

  @Test
  void aCardOfSeveralKeepsTheButtonsOfThoseThatWait() {
    Notifiers notifiers = office.open();
    office.ask(0);
    slack.awaits(1);
    Request one = office.ask(1);
    Request two = office.ask(2);
    office.clock.move(Duration.ofMinutes(1));
    Office.await(() -> notifiers.status().getFirst().sent() == 2);
    office.approvals.decide(one.id(), RAJ, new Decision.Deny("no"));
    slack.awaits(3);
    JsonNode update = slack.bodies("/api/chat.update").getFirst();
    assertThat(all(update)).contains("arn:aws:s3:::logs-1").contains("arn:aws:s3:::logs-2");
    assertThat(texts(update, "button"))
        .extracting(it -> it.path("value").asText(""))
        .containsExactly(two.id(), two.id(), "");
  }

  @Test
  void whereACommentIsRequiredTheConsoleTakesIt() {
    office.wantingComments().open();
    office.ask(1);
    slack.awaits(1);
    JsonNode card = slack.bodies("/api/chat.postMessage").getFirst();
    assertThat(all(card)).contains("a comment is required: decide it in the console");
    assertThat(texts(card, "button"))
        .extracting(it -> it.path("action_id").asText())
        .containsExactly("console");
  }

  @Test
  void slacksOwnTroublesPassAndItsRefusalsDoNot() {
    slack.answersInTurn(
        List.of(
            status(503),
            json("{\"ok\":false,\"error\":\"ratelimited\"}"),
            json("<html>"),
            json(OK)));
    Notifiers notifiers = office.open();
    office.ask(1);
    Office.await(() -> notifiers.status().getFirst().sent() == 1);
    assertThat(slack.got()).hasSize(4);
    slack.answers(json("{\"ok\":false,\"error\":\"channel_not_found\"}"));
    office.ask("oncall", "codex", "logs", "careful");
    Office.await(() -> notifiers.status().getFirst().failed() == 1);
    assertThat(slack.got()).hasSize(5);
    assertThat(notifiers.status().getFirst().trouble()).contains("Slack says channel_not_found");
  }
}
