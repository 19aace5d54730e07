package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningAlgorithm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.checksums.DefaultChecksumAlgorithm;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4aHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.RegionSet;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * The AWS SDK for Java sends bodies of signed chunks, and knows nothing of this project. What is
 * made of them must hold as if the holder of the real credentials had sent it.
 */
class ChunkResignerTest {

  private static final Instant NOW = Instant.parse("2026-02-04T00:00:03Z");
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

  private static final AwsCredentialsIdentity AGENT =
      AwsCredentialsIdentity.create("AKIA222222222222CLDE", "an agent's own secret");
  private static final AwsSessionCredentialsIdentity REAL =
      AwsSessionCredentialsIdentity.create("ASIAREAL", "the/real+secret", "a/session+token==");

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Sent(RequestHead head, byte[] body) {}

  private static Sent sdk(byte[] content, boolean trailer, AwsCredentialsIdentity identity) {
    return sdk(SigningAlgorithm.SIGV4, content, trailer, identity);
  }

  private static Sent sdk(
      SigningAlgorithm algorithm,
      byte[] content,
      boolean trailer,
      AwsCredentialsIdentity identity) {
    SdkHttpRequest request =
        SdkHttpRequest.builder()
            .method(SdkHttpMethod.PUT)
            .protocol("https")
            .host("bucket.s3.eu-west-1.amazonaws.com")
            .encodedPath("/key")
            .putHeader("Content-Length", String.valueOf(content.length))
            .build();
    SignedRequest signed =
        signer(algorithm)
            .sign(
                to -> {
                  to.identity(identity)
                      .request(request)
                      .payload(ContentStreamProvider.fromByteArray(content))
                      .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                      .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1")
                      .putProperty(AwsV4aHttpSigner.REGION_SET, RegionSet.GLOBAL)
                      .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                      .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                      .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                      .putProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, true)
                      .putProperty(HttpSigner.SIGNING_CLOCK, CLOCK);
                  if (trailer) {
                    to.putProperty(
                        AwsV4HttpSigner.CHECKSUM_ALGORITHM, DefaultChecksumAlgorithm.CRC32);
                  }
                });
    List<Header> fields = new ArrayList<>();
    signed
        .request()
        .forEachHeader(
            (name, values) -> values.forEach(value -> fields.add(new Header(name, value))));
    try (InputStream in = signed.payload().orElseThrow().newStream()) {
      return new Sent(
          new RequestHead("PUT", "/key", request.host(), 443, new Headers(fields)),
          in.readAllBytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static HttpSigner<AwsCredentialsIdentity> signer(SigningAlgorithm algorithm) {
    return switch (algorithm) {
      case SIGV4 -> AwsV4HttpSigner.create();
      case SIGV4A -> AwsV4aHttpSigner.create();
    };
  }

  private static dev.countersign.signer.SignedRequest again(
      RequestHead head, Optional<ChunkChain> agent) {
    return new Signer(CLOCK)
        .sign(
            InboundSignature.parse(head),
            agent,
            HttpText.unread(),
            new AwsCredentials(
                REAL.accessKeyId(),
                Secret.of(REAL.secretAccessKey()),
                Secret.of(REAL.sessionToken()),
                null));
  }

  private static Optional<ChunkChain> verified(RequestHead head, String secret) {
    return Optional.of(
        InboundSignature.parse(head).verify(HttpText.unread(), Secret.of(secret), NOW));
  }

  private static ChunkResigner chunks(dev.countersign.signer.SignedRequest signed) {
    return ((BodyPlan.SignedChunks) signed.body()).chunks();
  }

  private static ChunkResigner chunks(RequestHead head) {
    return chunks(again(head, verified(head, AGENT.secretAccessKey())));
  }

  /** Holds what was made against the real secret, with the code that verified the SDK's. */
  private static void assertHolds(dev.countersign.signer.SignedRequest signed, byte[] body) {
    RequestHead head =
        new RequestHead(
            signed.method(), signed.target(), signed.host(), signed.port(), signed.headers());
    pass(chunks(again(head, verified(head, REAL.secretAccessKey()))), body, 1000);
  }

  /** Passes a body in pieces of the given size. */
  private static byte[] pass(ChunkResigner chunks, byte[] body, int piece) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; at += piece) {
      out.writeBytes(chunks.pass(ByteBuffer.wrap(body, at, Math.min(piece, body.length - at))));
    }
    chunks.end();
    return out.toByteArray();
  }

  private static byte[] content(int length) {
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    return content;
  }

  @ParameterizedTest
  @CsvSource({
    "SIGV4, 1, false, 1",
    "SIGV4, 1, true, 1",
    "SIGV4, 131072, false, 7",
    "SIGV4, 131073, true, 1000",
    "SIGV4, 400000, false, 65536",
    "SIGV4, 400000, true, 1000000",
    "SIGV4A, 1, false, 1",
    "SIGV4A, 1, true, 1",
    "SIGV4A, 131072, false, 7",
    "SIGV4A, 400000, true, 1000000"
  })
  void holdsAsIfTheRealCredentialsHadSentIt(
      SigningAlgorithm algorithm, int length, boolean trailer, int piece) {
    Sent sent = sdk(algorithm, content(length), trailer, AGENT);
    assertThat(sent.head().headers().single("x-amz-content-sha256").orElseThrow())
        .startsWith("STREAMING-" + algorithm.word() + "-PAYLOAD");
    dev.countersign.signer.SignedRequest signed =
        again(sent.head(), verified(sent.head(), AGENT.secretAccessKey()));
    byte[] body = pass(chunks(signed), sent.body(), piece);
    assertThat(body).hasSameSizeAs(sent.body()).isNotEqualTo(sent.body());
    assertHolds(signed, body);
  }

  /** One bit anywhere: in a size, a signature, the data, a line's end or the trailer. */
  @ParameterizedTest
  @CsvSource({"SIGV4, false", "SIGV4, true", "SIGV4A, false", "SIGV4A, true"})
  void damageAnywhereIsRefused(SigningAlgorithm algorithm, boolean trailer) {
    Sent sent = sdk(algorithm, content(300), trailer, AGENT);
    for (int at = 0; at < sent.body().length; at++) {
      byte[] damaged = sent.body().clone();
      damaged[at] ^= 1;
      assertThatThrownBy(() -> pass(chunks(sent.head()), damaged, 64))
          .as("byte %d", at)
          .isInstanceOfSatisfying(
              Refusal.class,
              r ->
                  assertThat(r.failure())
                      .isIn(
                          Failure.SIGNATURE_MISMATCH,
                          Failure.BODY_MISMATCH,
                          Failure.BODY_TOO_LARGE));
    }
  }

  @Test
  void aBodyThatBreaksOffIsRefused() {
    Sent sent = sdk(content(300), true, AGENT);
    for (int length = 0; length < sent.body().length; length++) {
      byte[] cut = Arrays.copyOf(sent.body(), length);
      assertThatThrownBy(() -> pass(chunks(sent.head()), cut, 1000)).isInstanceOf(Refusal.class);
    }
  }

  @Test
  void nothingOfAChunkIsReleasedBeforeItIsVerified() {
    Sent sent = sdk(content(300), false, AGENT);
    byte[] damaged = sent.body().clone();
    damaged[300] ^= 1;
    ChunkResigner chunks = chunks(sent.head());
    int data = new String(damaged, ISO_8859_1).indexOf("\r\n") + 2;
    assertThat(chunks.pass(ByteBuffer.wrap(damaged, 0, data + 300))).isEmpty();
    assertThatThrownBy(() -> chunks.pass(ByteBuffer.wrap(damaged, data + 300, 2)))
        .isInstanceOf(Refusal.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0;chunk-signature=", "ffffffffffffffff;chunk-signature=", "100001;chunk-signature=",
        "12d;chunk-signature=", "00000000000000012c;chunk-signature=", "-1;chunk-signature=",
        "12c; chunk-signature=", "12c;x=y;chunk-signature=", "12c;chunk-signature=0",
        "12c\r\n;chunk-signature="
      })
  void aChunkThatIsNoneIsRefused(String begin) {
    Sent sent = sdk(content(300), false, AGENT);
    byte[] body = (begin + "0".repeat(64) + "\r\nabc").getBytes(ISO_8859_1);
    assertThatThrownBy(() -> pass(chunks(sent.head()), body, 1000)).isInstanceOf(Refusal.class);
  }

  @Test
  void bytesAfterTheEndAreRefused() {
    Sent sent = sdk(content(300), false, AGENT);
    byte[] more = Arrays.copyOf(sent.body(), sent.body().length + 1);
    assertThatThrownBy(() -> pass(chunks(sent.head()), more, 1000)).isInstanceOf(Refusal.class);
  }

  /**
   * Without a secret there is nothing to verify with, and the chain is the real one all the same.
   */
  @Test
  void anAgentWithoutASecretIsSignedAgain() {
    anAgentWithoutASecretIsSignedAgain(SigningAlgorithm.SIGV4);
    anAgentWithoutASecretIsSignedAgain(SigningAlgorithm.SIGV4A);
  }

  private static void anAgentWithoutASecretIsSignedAgain(SigningAlgorithm algorithm) {
    Sent sent = sdk(algorithm, content(300), true, AGENT);
    dev.countersign.signer.SignedRequest signed = again(sent.head(), Optional.empty());
    assertHolds(signed, pass(chunks(signed), sent.body(), 100));
  }
}
