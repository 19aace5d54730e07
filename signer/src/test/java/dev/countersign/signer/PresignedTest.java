package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Presigned URLs: what they stand for, and how long they hold. */
class PresignedTest {

  /** AWS's documentation signs this one ("Authenticating Requests: Using Query Parameters"). */
  private static final String PUBLISHED =
      "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256"
          + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
          + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
          + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

  private static final Secret SECRET = Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  private static final Instant SIGNED = Instant.parse("2013-05-24T00:00:00Z");

  private static RequestHead get(String target) {
    return new RequestHead(
        "GET",
        target,
        "examplebucket.s3.amazonaws.com",
        443,
        Headers.of("Host", "examplebucket.s3.amazonaws.com"));
  }

  private static void verify(String target, Instant now) {
    InboundSignature.parse(get(target)).verify(RequestBody.EMPTY, SECRET, now);
  }

  @ParameterizedTest
  @ValueSource(longs = {-900, 0, 86_400})
  void thePublishedUrlHolds(long seconds) {
    assertThatCode(() -> verify(PUBLISHED, SIGNED.plusSeconds(seconds))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"-901, RequestTimeTooSkewed", "86401, expired at 2013-05-25T00:00:00Z"})
  void itHoldsForItsLifetimeOnly(long seconds, String message) {
    assertThatThrownBy(() -> verify(PUBLISHED, SIGNED.plusSeconds(seconds)))
        .hasMessageContaining(message)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.SIGNATURE_MISMATCH));
  }

  @ParameterizedTest
  @CsvSource({
    "/test.txt?, /test.txu?",
    "86400, 86401",
    "us-east-1, us-east-2",
    "?X-Amz, ?versionId=1&X-Amz",
    "?X-Amz, ?x-amz-acl=public-read&X-Amz",
    "f604d404, f604d405"
  })
  void aChangedUrlDoesNot(String from, String to) {
    String changed = PUBLISHED.replace(from, to);
    assertThat(changed).isNotEqualTo(PUBLISHED);
    assertThatThrownBy(() -> verify(changed, SIGNED))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.SIGNATURE_MISMATCH));
  }

  @Test
  void itStandsForARequestWithoutASignatureInItsQuery() {
    String more = "&x-amz-server-side-encryption=AES256&response-content-type=text%2Fplain&x-id";
    RequestHead request = InboundSignature.parse(get(PUBLISHED + more)).request();
    assertThat(request.target()).isEqualTo("/test.txt?response-content-type=text%2Fplain&x-id");
    assertThat(request.headers().single("x-amz-server-side-encryption")).contains("AES256");
    assertThat(request.headers().single("x-amz-content-sha256")).contains("UNSIGNED-PAYLOAD");
  }

  @Test
  void aServiceOtherThanS3HashesItsBody() {
    RequestHead request =
        InboundSignature.parse(get(PUBLISHED.replace("%2Fs3%2F", "%2Fsts%2F") + "&Action=a"))
            .request();
    assertThat(request.target()).isEqualTo("/test.txt?Action=a");
    assertThat(request.headers().contains("x-amz-content-sha256")).isFalse();
  }

  @Test
  void thePrintedSignatureShowsNoRequest() {
    assertThat(InboundSignature.parse(get(PUBLISHED)).toString()).doesNotContain("aeeed9bb");
  }
}
