package dev.countersign.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.AsyncSignedRequest;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;

/** Streams of events that the AWS SDK for Java signed are believed as they are, and only so. */
class SignedEventsTest {

  private final Verifier verifier = Fixture.verifierAt(Fixture.NOW);

  private static byte[] event(String text) {
    return EventFrame.event("chunk", "text/plain", text.getBytes(UTF_8)).encoded();
  }

  /** The messages of a stream, and the head before them. */
  private record Sent(RequestHead head, List<byte[]> messages) {

    static Sent of(String host, Instant now, String... texts) {
      SdkHttpRequest request =
          SdkSigned.request("POST", host, "/model/m/invoke-with-bidirectional-stream")
              .putHeader("Content-Type", "application/vnd.amazon.eventstream")
              .build();
      AsyncSignedRequest signed =
          AwsV4HttpSigner.create()
              .signAsync(
                  to ->
                      to.identity(
                              AwsCredentialsIdentity.create(
                                  Fixture.BASE.accessKeyId(),
                                  Fixture.BASE.secretAccessKey().reveal()))
                          .request(request)
                          .payload(
                              SdkPublisher.fromIterable(
                                  Stream.of(texts)
                                      .map(text -> ByteBuffer.wrap(event(text)))
                                      .toList()))
                          .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "bedrock")
                          .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                          .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)))
              .join();
      List<Header> fields = new ArrayList<>();
      signed
          .request()
          .forEachHeader(
              (name, values) -> values.forEach(value -> fields.add(new Header(name, value))));
      List<byte[]> messages = new ArrayList<>();
      SdkPublisher.adapt(signed.payload().orElseThrow())
          .subscribe(buffer -> messages.add(bytes(buffer)))
          .join();
      String target = "/model/m/invoke-with-bidirectional-stream";
      return new Sent(new RequestHead("POST", target, host, 443, new Headers(fields)), messages);
    }

    private static byte[] bytes(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    }

    byte[] body() {
      return joined(messages);
    }
  }

  private static byte[] joined(List<byte[]> parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    parts.forEach(all::writeBytes);
    return all.toByteArray();
  }

  private byte[] content(Sent sent, byte[] body) {
    AwsEndpoint endpoint = AwsEndpoint.of(sent.head().host()).orElseThrow();
    return verifier.verify(sent.head(), body, endpoint).content();
  }

  private static final String HOST = "bedrock-runtime.us-east-1.amazonaws.com";

  @Test
  void believesWhatTheSdkSigns() {
    Sent sent = Sent.of(HOST, Fixture.NOW, "one", "two", "");
    assertThat(content(sent, sent.body()))
        .isEqualTo(joined(List.of(event("one"), event("two"), event(""))));
  }

  @Test
  void believesNothingElse() {
    Sent sent = Sent.of(HOST, Fixture.NOW, "one", "two");
    byte[] body = sent.body();
    List<byte[]> changed = new ArrayList<>();
    for (int bit = 0; bit < 8 * body.length; bit++) {
      byte[] damaged = body.clone();
      damaged[bit / 8] ^= (byte) (1 << bit % 8);
      changed.add(damaged);
    }
    for (int length = 0; length < body.length; length++) {
      changed.add(Arrays.copyOf(body, length));
    }
    changed.add(Arrays.copyOf(body, body.length + 1));
    List<byte[]> m = sent.messages();
    changed.add(joined(List.of(m.get(1), m.get(0), m.get(2))));
    changed.add(joined(List.of(m.get(0), m.get(2))));
    changed.add(joined(List.of(m.get(0), m.get(0), m.get(1), m.get(2))));
    for (byte[] other : changed) {
      assertThatExceptionOfType(Rejected.class).isThrownBy(() -> content(sent, other));
    }
    // With right checksums, so that the signature alone tells.
    EventFrame frame = EventFrame.read(ByteBuffer.wrap(m.get(0)));
    byte[] forged = new EventFrame(frame.headers(), event("eno")).encoded();
    assertThatExceptionOfType(Rejected.class)
        .isThrownBy(() -> content(sent, joined(List.of(forged, m.get(1), m.get(2)))))
        .satisfies(e -> assertThat(e.reason()).isEqualTo(Rejection.WRONG_SIGNATURE));
  }

  @Test
  void servicesWithoutEventsTakeNone() {
    Sent sent = Sent.of("dynamodb.us-east-1.amazonaws.com", Fixture.NOW, "one");
    assertThatExceptionOfType(Rejected.class).isThrownBy(() -> content(sent, sent.body()));
  }
}
