package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Upgrades that botocore presigned ({@code upgrade-vectors.py}), and the events behind them. */
class UpgradeTest {

  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
  private static final Secret AGENTS = Secret.of("placeholder-secret-of-the-agent");
  private static final AwsCredentials SESSION =
      new AwsCredentials(
          "ASIAIOSFODNN7EXAMPLE",
          Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
          Secret.of("session/token+with==signs"),
          null);

  record Vector(String name, String asked, String signed) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Vector> vectors() throws IOException {
    try (var in = Objects.requireNonNull(UpgradeTest.class.getResourceAsStream("/upgrades.txt"))) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      return Arrays.stream(text.split("### "))
          .skip(1)
          .map(block -> block.split("\n"))
          .map(lines -> new Vector(lines[0], lines[1], lines[2]))
          .toList();
    }
  }

  private static InboundSignature parsed(String url) {
    URI uri = URI.create(url);
    int port = uri.getPort() < 0 ? 443 : uri.getPort();
    return InboundSignature.parse(
        new RequestHead(
            "GET",
            uri.getRawPath() + "?" + uri.getRawQuery(),
            uri.getHost(),
            port,
            Headers.of("Host", uri.getRawAuthority())
                .plus("Upgrade", "websocket")
                .plus("Connection", "Upgrade")
                .plus("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")));
  }

  private static SignedRequest signed(InboundSignature inbound, Optional<ChunkChain> agent) {
    return new Signer(Clock.fixed(NOW, ZoneOffset.UTC)).signUpgrade(inbound, agent, true, SESSION);
  }

  private static List<String> parameters(String query) {
    return Arrays.stream(query.split("&")).sorted().toList();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void itIsVerifiedAndSignedAgainAsBotocoreSignsIt(Vector vector) {
    InboundSignature inbound = parsed(vector.asked());
    inbound.verify(RequestBody.EMPTY, AGENTS, NOW);
    SignedRequest out = signed(inbound, Optional.empty());
    URI expected = URI.create(vector.signed());
    assertThat(out.target()).startsWith(expected.getRawPath() + "?");
    assertThat(parameters(out.target().split("\\?", 2)[1]))
        .isEqualTo(parameters(expected.getRawQuery()));
    assertThat(out.headers().fields()).singleElement().asString().contains("Host");
    assertThat(out.headers().single("Host")).contains(expected.getRawAuthority());
    assertThat(out.target()).doesNotContain("placeholder").doesNotContain("CLDE");
    boolean behind = vector.name().contains("IoT");
    assertThat(out.target().indexOf("X-Amz-Security") > out.target().indexOf("X-Amz-Signature"))
        .isEqualTo(behind);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aChangedOneIsNotVerified(Vector vector) {
    String changed = vector.asked().replace("?", "?language-code=xx&");
    assertThatThrownBy(() -> parsed(changed).verify(RequestBody.EMPTY, AGENTS, NOW))
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.failure()).isEqualTo(Failure.SIGNATURE_MISMATCH));
  }

  @Test
  void onlyAwsIotLeavesOutTheTokenAndTheLifetime() throws IOException {
    String transcribe = vectors().get(2).asked();
    String other = transcribe.replaceAll("placeholder%2Ftoken", "another%2Ftoken");
    assertThat(other).isNotEqualTo(transcribe);
    assertThatThrownBy(() -> parsed(other).verify(RequestBody.EMPTY, AGENTS, NOW))
        .hasMessageContaining("not the one");
    assertThatThrownBy(() -> parsed(transcribe.replaceAll("&X-Amz-Expires=300", "")))
        .hasMessageContaining("X-Amz-Expires is missing");
    String iot = vectors().get(7).asked();
    assertThat(iot).doesNotContain("X-Amz-Expires");
    assertThatCode(() -> parsed(iot).verify(RequestBody.EMPTY, AGENTS, NOW.plusSeconds(899)))
        .doesNotThrowAnyException();
    assertThatThrownBy(() -> parsed(iot).verify(RequestBody.EMPTY, AGENTS, NOW.plusSeconds(901)))
        .hasMessageContaining("expired");
  }

  @Test
  void aSignatureInTheHeadersStaysThere() {
    RequestHead head =
        new RequestHead(
            "GET",
            "/prod?a=b",
            "abcdef1234.execute-api.eu-west-1.amazonaws.com",
            443,
            Headers.of("Host", "abcdef1234.execute-api.eu-west-1.amazonaws.com")
                .plus("X-Amz-Date", "20260302T120000Z")
                .plus("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                .plus(
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=AKIA222222222222CLDE/20260302/eu-west-1/execute-api"
                        + "/aws4_request, SignedHeaders=host;sec-websocket-key;x-amz-date, Signature="
                        + "0".repeat(64)));
    SignedRequest out = signed(InboundSignature.parse(head), Optional.empty());
    assertThat(out.target()).isEqualTo("/prod?a=b");
    assertThat(out.headers().single("Authorization").orElseThrow())
        .contains("ASIAIOSFODNN7EXAMPLE/")
        .contains("SignedHeaders=host;x-amz-date;x-amz-security-token,");
    assertThat(out.headers().contains("Sec-WebSocket-Key")).isFalse();
  }

  @Test
  void thereIsNoBody() {
    RequestHead head =
        new RequestHead(
            "GET",
            "/prod",
            "abcdef1234.execute-api.eu-west-1.amazonaws.com",
            443,
            Headers.of("Host", "abcdef1234.execute-api.eu-west-1.amazonaws.com")
                .plus("X-Amz-Date", "20260302T120000Z")
                .plus("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-EVENTS")
                .plus(
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=AKIA222222222222CLDE/20260302/eu-west-1/execute-api"
                        + "/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date,"
                        + " Signature="
                        + "0".repeat(64)));
    assertThatThrownBy(() -> signed(InboundSignature.parse(head), Optional.empty()))
        .hasMessageContaining("has no body");
  }

  // The events behind it.

  private static byte[] audio(String text) {
    return new EventMessage(
            List.of(
                new EventHeader(":message-type", new EventValue.Text("event")),
                new EventHeader(":event-type", new EventValue.Text("AudioEvent"))),
            text.getBytes(StandardCharsets.US_ASCII))
        .encode();
  }

  private static byte[] wrapped(EventChain chain, byte[] event) {
    long millis = NOW.toEpochMilli();
    return new EventMessage(
            List.of(
                EventChain.date(millis),
                new EventHeader(
                    EventResigner.SIGNATURE, new EventValue.Bytes(chain.next(millis, event)))),
            event)
        .encode();
  }

  private static EventMessages messages(SignedRequest out) {
    return ((BodyPlan.Messages) out.body()).events().orElseThrow();
  }

  /** The chain that a signature begins, for somebody who has the secret. */
  private static EventChain chain(String url, Secret secret) {
    return parsed(url).verify(RequestBody.EMPTY, secret, NOW).events();
  }

  @Test
  void signedEventsAreVerifiedAndSignedInTheChainOfTheNewSignature() throws IOException {
    String url = vectors().getFirst().asked();
    InboundSignature inbound = parsed(url);
    SignedRequest out =
        signed(inbound, Optional.of(inbound.verify(RequestBody.EMPTY, AGENTS, NOW)));
    EventMessages messages = messages(out);
    EventChain agent = chain(url, AGENTS);
    EventChain real =
        chain(
            "https://" + out.headers().single("Host").orElseThrow() + out.target(),
            SESSION.secretAccessKey());
    for (byte[] event : List.of(audio("one"), audio("two"), new byte[0])) {
      assertThat(messages.pass(wrapped(agent, event))).isEqualTo(wrapped(real, event));
    }
    assertThatThrownBy(() -> messages.pass(wrapped(agent, audio("three"))))
        .hasMessageContaining("follow the event that ends it");
  }

  @Test
  void anEventOfSomebodyElsesIsRefused() throws IOException {
    InboundSignature inbound = parsed(vectors().getFirst().asked());
    EventMessages messages =
        messages(signed(inbound, Optional.of(inbound.verify(RequestBody.EMPTY, AGENTS, NOW))));
    EventChain other = chain(vectors().get(1).asked(), AGENTS);
    assertThatThrownBy(() -> messages.pass(wrapped(other, audio("one"))))
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.failure()).isEqualTo(Failure.SIGNATURE_MISMATCH));
  }

  @Test
  void unsignedEventsPassAsTheyAreAndNothingElseDoes() throws IOException {
    String url = vectors().getFirst().asked();
    EventMessages messages = messages(signed(parsed(url), Optional.empty()));
    assertThat(messages.pass(audio("one"))).isEqualTo(audio("one"));
    assertThat(messages.pass(audio(""))).isEqualTo(audio(""));
    byte[] two = Arrays.copyOf(audio("a"), 2 * audio("a").length);
    for (byte[] bad : List.of(two, new byte[0], "text".getBytes(StandardCharsets.US_ASCII))) {
      assertThatThrownBy(() -> messages.pass(bad))
          .isInstanceOfSatisfying(
              Refusal.class, it -> assertThat(it.failure()).isEqualTo(Failure.BODY_MISMATCH));
    }
    assertThatThrownBy(() -> messages.pass(wrapped(chain(url, AGENTS), audio("two"))))
        .hasMessageContaining("some events of the stream are signed");
  }

  @Test
  void aStreamThatBeganSignedStaysSigned() throws IOException {
    String url = vectors().getFirst().asked();
    EventMessages messages = messages(signed(parsed(url), Optional.empty()));
    messages.pass(wrapped(chain(url, AGENTS), audio("one")));
    assertThatThrownBy(() -> messages.pass(audio("two")))
        .hasMessageContaining("some events of the stream are signed");
  }
}
