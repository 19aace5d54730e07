package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.IdempotencyToken;
import dev.countersign.model.IdempotencyToken.Carrier;
import dev.countersign.model.RequestBody;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestDigestTest {

  private static final String SIGNATURE = "5d672d79c15b13162d9279b0855cfba6".repeat(2);
  private static final String OTHER = "0".repeat(64);

  private static final String REQUEST =
      """
      POST /?Action=A HTTP/1.1
      Host: ec2.eu-west-1.amazonaws.com
      X-Amz-Date: 20150830T123600Z
      User-Agent: aws-cli/1
      amz-sdk-invocation-id: 4f2b
      amz-sdk-request: attempt=1
      X-Amzn-Trace-Id: Root=1
      Content-Type: application/x-www-form-urlencoded
      X-Amz-Target: T
      Authorization: AWS4-HMAC-SHA256 Credential=AKIA222222222222CLDE/20150830/eu-west-1/ec2/\
      aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-target, Signature=$SIG

      """
          .replace("$SIG", SIGNATURE);

  private static RequestDigest digest(String request, String body) {
    return digest(request, body, Optional.empty());
  }

  private static RequestDigest digest(
      String request, String body, Optional<IdempotencyToken> token) {
    return RequestDigest.of(
        InboundSignature.parse(HttpText.parse(request).head()),
        RequestBody.of(body.getBytes(UTF_8)),
        token);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "20150830T123600Z > 20150830T123745Z",
        "aws-cli/1 > aws-cli/1 md/retry",
        "4f2b > 5a3c",
        "attempt=1 > attempt=2; max=3",
        "Root=1 > Root=2",
        "X-Amz-Target: T > x-amz-target: T"
      })
  void anotherAttemptIsTheSame(String from, String to) {
    assertThat(digest(REQUEST.replace(from, to).replace(SIGNATURE, OTHER), "a=b"))
        .isEqualTo(digest(REQUEST, "a=b"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "POST / > PUT /",
        "Action=A > Action=B",
        "/?Action > /x?Action",
        "Host: ec2.eu > Host: ec3.eu",
        "X-Amz-Target: T > X-Amz-Target: TT",
        "X-Amz-Target: T > X-Amz-Targets: T",
        "urlencoded > urlencoded; charset=utf-8"
      })
  void anotherRequestIsAnother(String from, String to) {
    String changed =
        REQUEST
            .replace(from, to)
            .replace(
                "x-amz-target, ",
                to.startsWith("X-Amz-Targets") ? "x-amz-targets, " : "x-amz-target, ");
    assertThat(digest(changed, "a=b").sha256()).isNotEqualTo(digest(REQUEST, "a=b").sha256());
  }

  /** Its key is made anew; what it offers reaches whoever answers it. */
  @Test
  void ofAHandshakeWhatItOffersCounts() {
    String key = "User-Agent: aws-cli/1\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    String upgrade = REQUEST.replace("User-Agent: aws-cli/1", key);
    String offer = upgrade.replace(key, key + "\nSec-WebSocket-Protocol: mqtt");
    assertThat(digest(upgrade, "")).isEqualTo(digest(REQUEST, ""));
    assertThat(digest(offer, "")).isNotEqualTo(digest(upgrade, ""));
    assertThat(digest(offer.replace("mqtt", "other"), "")).isNotEqualTo(digest(offer, ""));
  }

  @Test
  void anotherBodyIsAnother() {
    assertThat(digest(REQUEST, "a=b").repeatable()).isTrue();
    assertThat(digest(REQUEST, "a=c").sha256()).isNotEqualTo(digest(REQUEST, "a=b").sha256());
  }

  @ParameterizedTest
  @ValueSource(strings = {"UNSIGNED-PAYLOAD", "STREAMING-UNSIGNED-PAYLOAD-TRAILER"})
  void aBodyThatIsNotSignedCountsAllTheSame(String word) {
    String request = s3(word);
    assertThat(digest(request, "a")).isEqualTo(digest(request, "a"));
    assertThat(digest(request, "a").sha256()).isNotEqualTo(digest(request, "b").sha256());
  }

  @Test
  void aPromisedBodyCountsByItsPromise() {
    assertThat(digest(s3(SIGNATURE), "whatever")).isEqualTo(digest(s3(SIGNATURE), ""));
    assertThat(digest(s3(SIGNATURE), "").sha256()).isNotEqualTo(digest(s3(OTHER), "").sha256());
  }

  @Test
  void whatIsSignedInPiecesIsNeverTheSame() {
    String request = s3("STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
    assertThat(digest(request, "a").repeatable()).isFalse();
    assertThat(digest(request, "a").sha256()).isNotEqualTo(digest(request, "a").sha256());
  }

  private static final String UUID_1 = "11111111-1111-4111-8111-111111111111";
  private static final String UUID_2 = "22222222-2222-4222-8222-222222222222";

  private static String tokenless(String body, String token) {
    return digest(
            REQUEST,
            body.replace('\'', '"').replace("$", token),
            Optional.of(new IdempotencyToken(Carrier.BODY, "ClientToken", token)))
        .sha256();
  }

  /** A single quotation mark stands for a double one, {@code $} for the token. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Action=RunInstances&ClientToken=$&ImageId=ami-1",
        "ClientToken=$",
        "{'ClientToken': '$', 'id': '1'}",
        "{'id':'1','ClientToken':'$'}"
      })
  void aTokenThatIsMadeUpDoesNotCount(String body) {
    assertThat(tokenless(body, UUID_1)).isEqualTo(tokenless(body, UUID_2));
  }

  /** What an agent would send to have something else taken for the token. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Action=A&KeyId=$",
        "Action=A&KeyId=$&ClientToken=$",
        "Action=A&KeyId=$&ClientToken=%31",
        "{'KeyId': '$'}",
        "{'KeyId': '$', 'ClientToken': '$'}",
        "{'KeyId': '$', 'ClientToken': '\\u0031'}",
        "{'meta': {'ClientToken': '$'}, 'Client\\u0054oken': '1'}",
        "<ClientToken>$</ClientToken>"
      })
  void nothingElsePassesForTheToken(String body) {
    assertThat(tokenless(body, UUID_1)).isNotEqualTo(tokenless(body, UUID_2));
  }

  @Test
  void anotherRequestWithAnotherTokenIsAnother() {
    assertThat(tokenless("ImageId=ami-1&ClientToken=$", UUID_1))
        .isNotEqualTo(tokenless("ImageId=ami-2&ClientToken=$", UUID_2));
  }

  private static String s3(String payload) {
    return """
    PUT /bucket/key HTTP/1.1
    Host: s3.eu-west-1.amazonaws.com
    X-Amz-Date: 20150830T123600Z
    x-amz-content-sha256: $PAYLOAD
    $MORE
    Authorization: AWS4-HMAC-SHA256 Credential=AKIA222222222222CLDE/20150830/eu-west-1/s3/\
    aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date$SIGNED, Signature=$SIG

    """
        .replace("$PAYLOAD", payload)
        .replace(
            "$MORE\n",
            payload.startsWith("STREAMING")
                ? "x-amz-decoded-content-length: 1\nContent-Encoding: aws-chunked\n"
                    + (payload.endsWith("TRAILER") ? "x-amz-trailer: x-amz-checksum-crc32\n" : "")
                : "")
        .replace(
            "$SIGNED",
            payload.startsWith("STREAMING")
                ? ";x-amz-decoded-content-length"
                    + (payload.endsWith("TRAILER") ? ";x-amz-trailer" : "")
                : "")
        .replace("$SIG", SIGNATURE);
  }
}
