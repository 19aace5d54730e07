package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SignerTest {

  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
  private static final String CLIENT = "2026-01-02T03:04:00Z";
  private static final Secret REAL_SECRET = Secret.of("the-real-secret-key");
  private static final Secret REAL_TOKEN = Secret.of("the-real-session-token");
  private static final AwsCredentials REAL =
      new AwsCredentials("ASIAREAL", REAL_SECRET, REAL_TOKEN, null);

  private final Signer signer = new Signer(Clock.fixed(NOW, ZoneOffset.UTC));

  /** A request whose client signed {@code signed} in the scope of {@code service}. */
  private static RequestHead head(
      String method, String target, int port, String service, String signed, String... headers) {
    Headers more = Headers.of(headers);
    Headers all =
        Headers.of("Host", "host.amazonaws.com", "X-Amz-Date", "20260102T030400Z")
            .plus(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIA222222222222CLDE/20260102/eu-west-1/"
                    + service
                    + "/aws4_request, SignedHeaders="
                    + signed
                    + ", Signature="
                    + "0".repeat(64));
    for (Header header : more) {
      all = all.plus(header.name(), header.value());
    }
    return new RequestHead(method, target, "host.amazonaws.com", port, all);
  }

  private SignedRequest sign(RequestHead head, RequestBody body) {
    return signer.sign(InboundSignature.parse(head), Optional.empty(), body, REAL);
  }

  private static List<String> names(SignedRequest request) {
    return request.headers().fields().stream().map(Header::name).toList();
  }

  private static String signedHeaders(SignedRequest request) {
    String authorization = request.headers().single("Authorization").orElseThrow();
    return authorization.replaceAll(".*SignedHeaders=(.*), Signature=.*", "$1");
  }

  @Test
  void replacesWhatIsTheClientsAndKeepsTheRestInItsOrder() {
    RequestHead head =
        head(
            "POST",
            "/a%2fb?x=%7e",
            443,
            "lambda",
            "accept;content-length;content-type;date;host;transfer-encoding;user-agent;x-amz-date;"
                + "x-amz-security-token;x-amz-zeta",
            "User-Agent",
            "aws-cli/2",
            "X-Amz-Security-Token",
            "placeholder-token",
            "x-amz-ZETA",
            "z",
            "Accept",
            "*/*",
            "Content-Type",
            "application/json",
            "Content-MD5",
            "CY9rzUYh03PK3k6DJie09g==",
            "Content-Length",
            "0",
            "Date",
            "Fri, 02 Jan 2026 03:04:00 GMT",
            "Connection",
            "keep-alive, Upgrade",
            "Keep-Alive",
            "timeout=5",
            "Upgrade",
            "h2c",
            "HTTP2-Settings",
            "AAMAAABk",
            "Proxy-Authorization",
            "Basic Y2xhdWRlOnNlY3JldA==",
            "Proxy-Connection",
            "keep-alive",
            "TE",
            "trailers",
            "Trailer",
            "x",
            "Transfer-Encoding",
            "chunked",
            "Expect",
            "100-continue",
            "Range",
            "bytes=0-9");
    SignedRequest out = sign(head, RequestBody.EMPTY);
    assertThat(names(out))
        .containsExactly(
            "Host",
            "User-Agent",
            "x-amz-ZETA",
            "Accept",
            "Content-Type",
            "Content-MD5",
            "Range",
            "X-Amz-Date",
            "X-Amz-Security-Token",
            "Authorization");
    assertThat(signedHeaders(out))
        .isEqualTo(
            "accept;content-md5;content-type;host;x-amz-date;x-amz-security-token;x-amz-zeta");
    assertThat(out.headers().all("X-Amz-Date")).containsExactly("20260102T030405Z");
    assertThat(out.headers().all("X-Amz-Security-Token")).containsExactly(REAL_TOKEN.reveal());
    assertThat(out.headers().single("Authorization").orElseThrow())
        .startsWith(
            "AWS4-HMAC-SHA256 Credential=ASIAREAL/20260102/eu-west-1/lambda/aws4_request, ");
    assertThat(out.target()).isEqualTo("/a%2fb?x=%7e");
    assertThat(out.host()).isEqualTo("host.amazonaws.com");
  }

  @Test
  void whatIsSignedIsVerified() {
    RequestHead head = head("PUT", "/k%20k?acl", 443, "s3", "host;x-amz-date");
    RequestBody body = RequestBody.of(new byte[] {1, 2, 3});
    SignedRequest out = sign(head, body);
    RequestHead sent =
        new RequestHead(out.method(), out.target(), out.host(), out.port(), out.headers());
    InboundSignature.parse(sent).verify(HttpText.unread(), REAL_SECRET, NOW);
  }

  @Test
  void longLivedCredentialsBringNoToken() {
    RequestHead head =
        head(
            "GET",
            "/",
            443,
            "sts",
            "host;x-amz-date;x-amz-security-token",
            "X-Amz-Security-Token",
            "placeholder-token");
    SignedRequest out =
        signer.sign(
            InboundSignature.parse(head),
            Optional.empty(),
            RequestBody.EMPTY,
            new AwsCredentials("AKIAREAL", REAL_SECRET, null, null));
    assertThat(out.headers().contains("X-Amz-Security-Token")).isFalse();
    assertThat(signedHeaders(out)).isEqualTo("host;x-amz-date");
  }

  @Test
  void theHostHasItsPortOnlyWhereItIsNotTheDefault() {
    RequestHead plain = head("GET", "/", 443, "sts", "host;x-amz-date");
    RequestHead odd = head("GET", "/", 8443, "sts", "host;x-amz-date");
    assertThat(sign(plain, RequestBody.EMPTY).headers().all("Host"))
        .containsExactly("host.amazonaws.com");
    assertThat(sign(odd, RequestBody.EMPTY).headers().all("Host"))
        .containsExactly("host.amazonaws.com:8443");
  }

  @Test
  void aPromisedHashIsTakenOverUnread() {
    String hash = RequestBody.EMPTY.sha256();
    RequestHead head =
        head(
            "GET",
            "/",
            443,
            "s3",
            "host;x-amz-content-sha256;x-amz-date",
            ContentSha256.HEADER,
            hash);
    SignedRequest out = sign(head, HttpText.unread());
    assertThat(out.body()).isEqualTo(new BodyPlan.Promised(hash));
    assertThat(out.headers().all(ContentSha256.HEADER)).containsExactly(hash);
  }

  @Test
  void anAbsentHashIsMadeAndShownOnlyWhereTheServiceWantsIt() {
    RequestBody body = RequestBody.of(new byte[] {'a', 'b', 'c'});
    SignedRequest dynamo = sign(head("POST", "/", 443, "dynamodb", "host;x-amz-date"), body);
    SignedRequest s3 = sign(head("PUT", "/", 443, "s3", "host;x-amz-date"), body);
    SignedRequest aoss = sign(head("PUT", "/", 443, "aoss", "host;x-amz-date"), body);
    assertThat(List.of(dynamo.body(), s3.body(), aoss.body())).containsOnly(new BodyPlan.Held());
    assertThat(dynamo.headers().contains(ContentSha256.HEADER)).isFalse();
    assertThat(s3.headers().all(ContentSha256.HEADER)).containsExactly(body.sha256());
    assertThat(aoss.headers().all(ContentSha256.HEADER)).containsExactly(body.sha256());
    assertThat(signedHeaders(s3)).contains(ContentSha256.HEADER);
  }

  @Test
  void unsignedBodiesPassThroughUnread() {
    RequestHead unsigned =
        head(
            "PUT",
            "/k",
            443,
            "s3",
            "host;x-amz-content-sha256;x-amz-date",
            ContentSha256.HEADER,
            ContentSha256.UNSIGNED);
    RequestHead trailer =
        head(
            "PUT",
            "/k",
            443,
            "s3",
            "host;x-amz-content-sha256;x-amz-date",
            ContentSha256.HEADER,
            ContentSha256.UNSIGNED_TRAILER,
            "Content-Encoding",
            "aws-chunked",
            "X-Amz-Decoded-Content-Length",
            "4",
            "X-Amz-Trailer",
            "x-amz-checksum-crc32");
    assertThat(sign(unsigned, HttpText.unread()).body()).isEqualTo(new BodyPlan.PassThrough());
    SignedRequest out = sign(trailer, HttpText.unread());
    assertThat(out.body()).isEqualTo(new BodyPlan.PassThrough());
    assertThat(names(out))
        .contains("Content-Encoding", "X-Amz-Decoded-Content-Length", "X-Amz-Trailer");
    assertThat(signedHeaders(out))
        .isEqualTo(
            "host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;"
                + "x-amz-security-token;x-amz-trailer");
  }

  @Test
  void theTimeIsTakenWhenTheBodyHasArrived() {
    MovingClock clock = new MovingClock(Instant.parse(CLIENT));
    RequestHead head = head("POST", "/", 443, "dynamodb", "host;x-amz-date");
    RequestBody slow =
        new RequestBody() {
          @Override
          public byte[] bytes(int limit) {
            throw new AssertionError("the body is hashed, not read");
          }

          @Override
          public String sha256() {
            clock.now = NOW;
            return EMPTY.sha256();
          }
        };
    SignedRequest out =
        new Signer(clock).sign(InboundSignature.parse(head), Optional.empty(), slow, REAL);
    assertThat(out.headers().all("X-Amz-Date")).containsExactly("20260102T030405Z");
  }

  @Test
  void nothingThatPrintsHasASecret() {
    RequestHead head = head("GET", "/", 443, "s3", "host;x-amz-date");
    SignedRequest out = sign(head, RequestBody.EMPTY);
    CanonicalRequest canonical =
        CanonicalRequest.of(head, out.headers(), List.of("host", "x-amz-security-token"), "s3", "");
    assertThat(canonical.text()).contains(REAL_TOKEN.reveal());
    assertThat(out + " " + canonical + " " + CanonicalHeaders.of(out.headers(), List.of("host")))
        .doesNotContain(REAL_SECRET.reveal())
        .doesNotContain(REAL_TOKEN.reveal())
        .doesNotContain("Signature=");
  }

  @Test
  void signingKeysAreKeptApartAndBounded() {
    SigningKeys keys = new SigningKeys();
    SigningScope scope = new SigningScope("eu-west-1", "s3");
    SigningKey key = keys.get("A", REAL_SECRET, "20260102", scope);
    String signature = key.sign("text");
    assertThat(keys.get("A", REAL_SECRET, "20260102", scope)).isSameAs(key);
    assertThat(keys.get("A", Secret.of("other"), "20260102", scope).made(signature, "text"))
        .isFalse();
    assertThat(keys.get("A", REAL_SECRET, "20260103", scope).made(signature, "text")).isFalse();
    SigningScope other = new SigningScope("eu-west-1", "s4");
    assertThat(keys.get("A", REAL_SECRET, "20260102", other).made(signature, "text")).isFalse();
    IntStream.range(0, 3000)
        .forEach(i -> keys.get("A", REAL_SECRET, "20260102", new SigningScope("r" + i, "s3")));
    assertThat(keys.size()).isLessThanOrEqualTo(1024);
    assertThat(keys.get("A", REAL_SECRET, "20260102", scope).made(signature, "text")).isTrue();
  }

  /** Shows the time that a test sets. */
  private static final class MovingClock extends Clock {
    private Instant now;

    private MovingClock(Instant now) {
      this.now = now;
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
