package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client of HTTP/2 that signs {@code :authority} in the place of {@code host}. */
class AuthorityTest {

  private static final String HOST = "bedrock-runtime.us-east-1.amazonaws.com";
  private static final String SECRET = "the-secret-of-the-agent";
  private static final Instant NOW = Instant.parse("2015-08-30T12:36:00Z");

  /** The signature by the specification's text, with nothing of the signer's. */
  private static String signature(String host) throws Exception {
    String canonical =
        "GET\n/\n\n:authority:"
            + host
            + "\nx-amz-date:20150830T123600Z\n\n:authority;x-amz-date\n"
            + sha256("");
    String toSign =
        "AWS4-HMAC-SHA256\n20150830T123600Z\n20150830/us-east-1/bedrock/aws4_request\n"
            + sha256(canonical);
    byte[] key = ("AWS4" + SECRET).getBytes(US_ASCII);
    for (String part : new String[] {"20150830", "us-east-1", "bedrock", "aws4_request", toSign}) {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      key = mac.doFinal(part.getBytes(US_ASCII));
    }
    return HexFormat.of().formatHex(key);
  }

  private static String sha256(String text) throws Exception {
    return HexFormat.of()
        .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII)));
  }

  private static RequestHead request(String signedHeaders, String signature) {
    return new RequestHead(
        "GET",
        "/",
        HOST,
        443,
        Headers.of(
            "x-amz-date",
            "20150830T123600Z",
            "authorization",
            "AWS4-HMAC-SHA256 Credential=AKIA222222222222CLDE/20150830/us-east-1/bedrock/aws4_request,"
                + " SignedHeaders="
                + signedHeaders
                + ", Signature="
                + signature,
            "host",
            HOST));
  }

  @Test
  void isVerifiedByTheHostAndSignedAgainByIt() throws Exception {
    InboundSignature inbound =
        InboundSignature.parse(request(":authority;x-amz-date", signature(HOST)));
    RequestBody body = RequestBody.of(new byte[0]);
    assertThat(inbound.verify(body, Secret.of(SECRET), NOW)).isNotNull();
    SignedRequest signed =
        new Signer(Clock.fixed(NOW, ZoneOffset.UTC))
            .sign(
                inbound,
                Optional.empty(),
                body,
                new AwsCredentials("AKIAREAL", Secret.of("real"), null, null));
    assertThat(signed.headers().single("Authorization").orElseThrow())
        .contains("SignedHeaders=host;x-amz-date,");
    assertThat(signed.headers().all("host")).containsExactly(HOST);
  }

  @Test
  void ofAnotherHostIsNoSignature() throws Exception {
    InboundSignature inbound =
        InboundSignature.parse(
            request(":authority;x-amz-date", signature("sts.us-east-1.amazonaws.com")));
    assertThatThrownBy(() -> inbound.verify(RequestBody.of(new byte[0]), Secret.of(SECRET), NOW))
        .isInstanceOf(Refusal.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":authority;host;x-amz-date",
        ":path;host;x-amz-date",
        ":authority;:path;x-amz-date",
        ":authority:;x-amz-date",
        ":Authority;x-amz-date",
        "host;:authority;x-amz-date",
        "x-amz-date"
      })
  void noOtherNameStandsForTheHost(String signedHeaders) {
    assertThatThrownBy(() -> InboundSignature.parse(request(signedHeaders, "0".repeat(64))))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("SignedHeaders");
  }
}
