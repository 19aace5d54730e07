package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignRequest;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/**
 * The AWS SDK for Java as an independent producer: what it signs is verified, and what is signed
 * again here is what the SDK makes of the same request with the same credentials.
 */
class SdkAgreementTest {

  private static final int REQUESTS = 2000;
  private static final String REGION = "eu-west-1";
  static final Instant THEN = Instant.parse("2026-02-03T23:59:58Z");
  static final Instant NOW = Instant.parse("2026-02-04T00:00:03Z");

  static final AwsCredentialsIdentity AGENT =
      AwsCredentialsIdentity.create("AKIA222222222222CLDE", "an agent's own secret");
  static final AwsSessionCredentialsIdentity REAL =
      AwsSessionCredentialsIdentity.create("ASIAREAL", "the/real+secret", "a/session+token==");

  private static final List<String> ODD =
      List.of(
          "a", "B", "7", " ", "+", "%", "%2F", ":", "@", "=", "&", "?", "#", "*", "~", "!", "'",
          "(", ")", ",", ";", "$", "\"", "\\", "[", "]", "{", "|", "^", "`", "<", ".", "..", "é",
          "ሴ", "😀", "\u0000", "\n", "\u007f");

  private final AwsV4HttpSigner sdk = AwsV4HttpSigner.create();
  private final Signer signer = new Signer(Clock.fixed(NOW, ZoneOffset.UTC));

  record Case(SdkHttpRequest request, String text, String service, boolean signedPayload) {
    byte[] body() {
      return text.getBytes(UTF_8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"s3", "s3-outposts", "execute-api", "lambda"})
  void signaturesAgree(String service) {
    Random random = new Random(service.hashCode());
    for (int i = 0; i < REQUESTS; i++) {
      Case test = generate(random, service);
      RequestHead head = head(sdkSigned(test, AGENT, THEN));
      RequestBody body = RequestBody.of(test.body());

      InboundSignature inbound = InboundSignature.parse(head);
      inbound.verify(body, Secret.of(AGENT.secretAccessKey()), NOW);

      SignedRequest again = signer.sign(inbound, Optional.empty(), body, real());
      assertThat(again.headers().all("Authorization"))
          .as("request %s of %s: %s %s", i, service, head.target(), head.headers())
          .isEqualTo(sdkSigned(test, REAL, NOW).matchingHeaders("Authorization"));
    }
  }

  /** A presigned URL is signed again as the request that it stands for. */
  @ParameterizedTest
  @ValueSource(strings = {"s3", "execute-api"})
  void presignedUrlsAgree(String service) {
    Random random = new Random(service.hashCode());
    for (int i = 0; i < REQUESTS; i++) {
      Case any = generate(random, service);
      // S3 has no body covered by a URL, and every other service has.
      Case test = new Case(any.request(), any.text(), service, !service.equals("s3"));
      RequestHead head = head(presigned(test));
      RequestBody body = RequestBody.of(test.body());

      InboundSignature inbound = InboundSignature.parse(head);
      inbound.verify(body, Secret.of(AGENT.secretAccessKey()), NOW);
      assertThat(inbound.request().target()).doesNotContain("X-Amz-");

      SignedRequest again = signer.sign(inbound, Optional.empty(), body, real());
      if (service.equals("s3")) {
        assertThat(again.headers().all("Authorization"))
            .as("request %s of %s: %s %s", i, service, head.target(), head.headers())
            .isEqualTo(sdkSigned(test, REAL, NOW).matchingHeaders("Authorization"));
      } else {
        // The SDK adds a hash in its header, which a URL of its own making does not ask for.
        RequestHead sent =
            new RequestHead(
                again.method(), again.target(), again.host(), again.port(), again.headers());
        InboundSignature.parse(sent).verify(body, Secret.of(REAL.secretAccessKey()), NOW);
      }
    }
  }

  private SdkHttpRequest presigned(Case test) {
    return sign(
        test,
        AGENT,
        THEN,
        to ->
            to.putProperty(AwsV4HttpSigner.AUTH_LOCATION, AwsV4HttpSigner.AuthLocation.QUERY_STRING)
                .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(1)));
  }

  static AwsCredentials real() {
    return new AwsCredentials(
        REAL.accessKeyId(),
        Secret.of(REAL.secretAccessKey()),
        Secret.of(REAL.sessionToken()),
        null);
  }

  private SdkHttpRequest sdkSigned(Case test, AwsCredentialsIdentity identity, Instant time) {
    return sign(test, identity, time, to -> {});
  }

  private SdkHttpRequest sign(
      Case test,
      AwsCredentialsIdentity identity,
      Instant time,
      Consumer<SignRequest.Builder<AwsCredentialsIdentity>> more) {
    boolean s3 = test.service().startsWith("s3");
    return sdk.sign(
            to -> {
              more.accept(to);
              to.identity(identity)
                  .request(test.request())
                  .payload(ContentStreamProvider.fromByteArray(test.body()))
                  .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, test.service())
                  .putProperty(AwsV4HttpSigner.REGION_NAME, REGION)
                  .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, !s3)
                  .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, !s3)
                  .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, test.signedPayload())
                  .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(time, ZoneOffset.UTC));
            })
        .request();
  }

  /** As it would come over the wire: header values are the bytes of their UTF-8. */
  static RequestHead head(SdkHttpRequest request) {
    List<Header> fields = new ArrayList<>();
    request.forEachHeader(
        (name, values) ->
            values.forEach(
                value ->
                    fields.add(
                        new Header(name, new String(value.getBytes(UTF_8), ISO_8859_1).strip()))));
    String query = request.encodedQueryParameters().map(text -> "?" + text).orElse("");
    return new RequestHead(
        request.method().name(),
        request.encodedPath() + query,
        request.host(),
        request.port(),
        new Headers(fields));
  }

  static Case generate(Random random, String service) {
    SdkHttpRequest.Builder request =
        SdkHttpRequest.builder()
            .method(pick(random, List.of(SdkHttpMethod.values())))
            .protocol("https")
            .host("host." + REGION + ".amazonaws.com")
            .encodedPath(path(random, service.startsWith("s3")));
    if (random.nextInt(4) == 0) {
      request.port(8443);
    }
    times(random, 5, () -> "q" + text(random))
        .forEach(name -> request.appendRawQueryParameter(name, text(random)));
    times(random, 4, () -> "x-amz-meta-" + random.nextInt(3))
        .forEach(name -> request.appendHeader(name, headerValue(random)));
    request.putHeader("Content-Type", "application/" + random.nextInt());
    request.putHeader("amz-sdk-invocation-id", Integer.toHexString(random.nextInt()));
    request.putHeader("User-Agent", "agent/" + random.nextInt());
    request.putHeader("X-Amzn-Trace-Id", "Root=" + random.nextInt());
    if (random.nextBoolean()) {
      request.putHeader("Content-MD5", "CY9rzUYh03PK3k6DJie09g==");
    }
    return new Case(request.build(), text(random), service, random.nextBoolean());
  }

  private static String path(Random random, boolean s3) {
    String path =
        times(random, 6, () -> random.nextInt(5) == 0 ? "" : encoded(text(random)))
            .collect(Collectors.joining("/", "/", random.nextBoolean() ? "/" : ""));
    // The SDK leaves dot segments above the root where RFC 3986 removes them.
    return s3 || !path.contains("..") ? path : path.replace("..", "dots");
  }

  /** Not this module's own encoder. */
  private static String encoded(String text) {
    return URLEncoder.encode(text, UTF_8)
        .replace("+", "%20")
        .replace("*", "%2A")
        .replace("%7E", "~");
  }

  private static String text(Random random) {
    return times(random, 5, () -> pick(random, ODD)).collect(Collectors.joining());
  }

  private static String headerValue(Random random) {
    return times(random, 5, () -> pick(random, List.of("a", "  ", "\"", ",", "=", "é", "\t", "z")))
        .collect(Collectors.joining());
  }

  private static Stream<String> times(Random random, int most, Supplier<String> maker) {
    return Stream.generate(maker).limit(random.nextInt(most)).toList().stream();
  }

  private static <T> T pick(Random random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }
}
