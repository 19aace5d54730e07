package dev.countersign.notifiers;

import static dev.countersign.notifiers.Receiver.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.tomakehurst.wiremock.http.Fault;
import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.Width;
import dev.countersign.config.OperatorsConfig.NotifierConfig;
import dev.countersign.model.Role;
import dev.countersign.notifiers.DecisionLinks.Link;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebhookTest {

  private static final String KEY = "webhook-key-for-tests";
  private static final Person RAJ = new Person("raj", Role.APPROVER, Set.of());

  @TempDir private Path directory;
  private final Receiver receiver = new Receiver();
  private Office office;
  private Notifiers notifiers;

  @BeforeEach
  void opens() {
    office = new Office(directory);
    office.tells(
        "ops",
        new NotifierConfig.Webhook(receiver.url("/hook"), office.secret("key", KEY)),
        "oncall");
    receiver.answers(status(204));
    notifiers = office.open();
  }

  @AfterEach
  void closes() {
    office.close();
    receiver.close();
  }

  @Test
  void tellsWhatIsAskedAndWhatBecameOfIt() throws GeneralSecurityException {
    Request request = office.ask(1);
    receiver.awaits(1);
    office.approvals.decide(
        request.id(), RAJ, new Decision.Approve(new Width.Once(), "go <ahead>"));
    receiver.awaits(2);

    List<JsonNode> events = receiver.bodies("/hook");
    assertThat(events)
        .extracting(it -> it.path("type").asText())
        .containsExactly("asked", "decided");
    JsonNode asked = events.getFirst().path("request");
    assertThat(asked.path("id").asText()).isEqualTo(request.id());
    assertThat(asked.path("state").asText()).isEqualTo("pending");
    assertThat(asked.path("agent").asText()).isEqualTo("claude");
    assertThat(asked.path("account").asText()).isEqualTo("222222222222");
    assertThat(asked.path("operation").asText()).isEqualTo("s3:DeleteBucket");
    assertThat(asked.path("resources").path(0).asText()).isEqualTo("arn:aws:s3:::logs-1");
    assertThat(asked.path("rule").asText()).isEqualTo("careful");
    assertThat(Instant.parse(asked.path("expires").asText())).isEqualTo(request.expires());
    JsonNode decided = events.get(1).path("request");
    assertThat(decided.path("state").asText()).isEqualTo("approved");
    assertThat(decided.path("votes").path(0).path("person").asText()).isEqualTo("raj");
    assertThat(decided.path("votes").path(0).path("comment").asText()).isEqualTo("go <ahead>");
    assertThat(decided.path("links").isMissingNode()).isTrue();
    for (LoggedRequest got : receiver.got()) {
      assertSigned(got);
    }
  }

  /** As the documentation tells receivers to do it. */
  private static void assertSigned(LoggedRequest got) throws GeneralSecurityException {
    String timestamp = got.getHeader("Countersign-Timestamp");
    ByteArrayOutputStream signed = new ByteArrayOutputStream();
    signed.writeBytes((timestamp + ".").getBytes(StandardCharsets.US_ASCII));
    signed.writeBytes(got.getBody());
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
    StringBuilder hex = new StringBuilder("v1=");
    for (byte each : mac.doFinal(signed.toByteArray())) {
      hex.append(String.format("%02x", each));
    }
    assertThat(got.getHeader("Countersign-Signature")).isEqualTo(hex.toString());
    assertThat(Long.parseLong(timestamp)).isCloseTo(Instant.now().getEpochSecond(), within(30));
    assertThat(got.getHeader("Countersign-Event"))
        .isEqualTo(Receiver.parse(got.getBodyAsString()).path("type").asText());
  }

  private static Offset<Long> within(long seconds) {
    return Offset.offset(seconds);
  }

  @Test
  void eachPersonOfTheGroupHasALinkOfTheirOwn() {
    Request request = office.ask(1);
    receiver.awaits(1);
    JsonNode links = receiver.bodies("/hook").getFirst().path("request").path("links");
    assertThat(StreamSupport.stream(links.spliterator(), false).map(WebhookTest::link))
        .containsExactly(
            new Link(request.id(), "ana", request.expires().truncatedTo(ChronoUnit.SECONDS)),
            new Link(request.id(), "raj", request.expires().truncatedTo(ChronoUnit.SECONDS)));
  }

  private static Link link(JsonNode json) {
    String url = json.path("url").asText();
    assertThat(url).startsWith("https://console.example/ops/d/");
    Link link =
        Office.LINKS.read(url.substring(url.lastIndexOf('/') + 1), Instant.now()).orElseThrow();
    assertThat(link.person()).isEqualTo(json.path("person").asText());
    return link;
  }

  @Test
  void isTriedAgainWhileTheReceiverFails() {
    receiver.answersInTurn(List.of(status(500), status(503), status(408), status(200)));
    office.ask(1);
    receiver.awaits(4);
    Office.await(() -> notifiers.status().getFirst().sent() == 1);
    assertThat(receiver.bodies("/hook"))
        .extracting(it -> it.path("id").asText())
        .hasSize(4)
        .containsOnly(receiver.bodies("/hook").getFirst().path("id").asText());
    assertThat(notifiers.status().getFirst().failed()).isZero();
  }

  @Test
  void aReceiverThatWantsToBeLeftAloneIs() {
    receiver.answersInTurn(List.of(status(429).withHeader("Retry-After", "120"), status(200)));
    office.ask(1);
    receiver.awaits(1);
    Office.pause(Duration.ofMillis(400));
    assertThat(receiver.got()).hasSize(1);
    assertThat(notifiers.status().getFirst().trouble()).contains("status 429");
    office.clock.move(Duration.ofSeconds(121));
    receiver.awaits(2);
    Office.await(() -> notifiers.status().getFirst().trouble().isEmpty());
  }

  @Test
  void whatAReceiverRefusesIsNotTriedAgain() {
    receiver.answers(status(400));
    office.ask(1);
    Office.await(() -> notifiers.status().getFirst().failed() == 1);
    Office.pause(Duration.ofMillis(300));
    assertThat(receiver.got()).hasSize(1);
  }

  @Test
  void aRedirectLeadsNowhere() {
    try (Receiver other = new Receiver()) {
      other.answers(status(200));
      receiver.answers(status(307).withHeader("Location", other.url("/stolen").toString()));
      office.ask(1);
      Office.await(() -> notifiers.status().getFirst().failed() == 1);
      assertThat(other.got()).isEmpty();
    }
  }

  @Test
  void aReceiverThatIsSlowOrBrokenOrEndlessIsTriedAgain() {
    receiver.answersInTurn(
        List.of(
            status(200).withFixedDelay(3_000),
            status(200).withFault(Fault.EMPTY_RESPONSE),
            status(200).withBody("a".repeat(300 * 1024)),
            status(200).withChunkedDribbleDelay(10, 5_000).withBody("a".repeat(100)),
            status(200)));
    office.ask(1);
    receiver.awaits(5);
    Office.await(() -> notifiers.status().getFirst().sent() == 1);
    assertThat(notifiers.status().getFirst().failed()).isZero();
  }

  @Test
  void noTextOfTheAgentLeavesItsPlace() {
    String hostile = "\",\"links\":[],\"x\":\"</script><!channel> \\u000a & \u202e";
    office.ask("oncall", "claude", "a", hostile);
    receiver.awaits(1);
    JsonNode request = receiver.bodies("/hook").getFirst().path("request");
    assertThat(request.path("reason").asText()).isEqualTo(hostile);
    assertThat(request.path("links")).hasSize(2);
    assertThat(request.path("x").isMissingNode()).isTrue();
  }

  @Test
  void longTextsAreCut() {
    office.ask("oncall", "claude", "b".repeat(5_000), "c".repeat(100_000));
    receiver.awaits(1);
    JsonNode request = receiver.bodies("/hook").getFirst().path("request");
    assertThat(request.path("reason").asText()).isEqualTo("c".repeat(300) + "...");
    assertThat(receiver.got().getFirst().getBody().length).isLessThan(8_000);
  }

  @Test
  void onlyTheHostThatIsMeantGetsAnything() {
    for (String host : List.of("localhost", "hooks.evil.example")) {
      try (Receiver secure = Receiver.secure(Identity.file(directory, host)).answers(status(204));
          Office other = new Office(directory.resolve(host))) {
        other.trusting(Identity.trust());
        Notifiers opened =
            other
                .tells(
                    "ops",
                    new NotifierConfig.Webhook(secure.secureUrl("/hook"), other.secret("key", KEY)),
                    "oncall")
                .open();
        other.ask(1);
        if (host.equals("localhost")) {
          secure.awaits(1);
        } else {
          Office.await(() -> opened.status().getFirst().trouble().isPresent());
          assertThat(secure.got()).isEmpty();
        }
      }
    }
  }

  @Test
  void anAuthorityThatNobodyTrustsIsNotTaken() {
    try (Receiver secure =
            Receiver.secure(Identity.file(directory, "localhost")).answers(status(204));
        Office other = new Office(directory.resolve("other"))) {
      Notifiers opened =
          other
              .tells(
                  "ops",
                  new NotifierConfig.Webhook(secure.secureUrl("/hook"), other.secret("key", KEY)),
                  "oncall")
              .open();
      other.ask(1);
      Office.await(() -> opened.status().getFirst().trouble().isPresent());
      assertThat(secure.got()).isEmpty();
    }
  }
}
