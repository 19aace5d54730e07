package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Auth;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that carry no signature, and what only looks like one. */
class InboundUnsignedTest {

  private static final String HOST = "codecatalyst.global.api.aws";

  private static RequestHead head(String target, String... headers) {
    Headers all = Headers.of("Host", HOST, "Connection", "keep-alive", "User-Agent", "x");
    for (int i = 0; i < headers.length; i += 2) {
      all = all.plus(headers[i], headers[i + 1]);
    }
    return new RequestHead("POST", target, HOST, 443, all);
  }

  @Test
  void nothingAtAllGoesOnAsItCame() {
    Inbound inbound = Inbound.parse(head("/v1?a=%2F&b", "X-Amz-Target", "T.Op"), RequestBody.EMPTY);
    assertThat(inbound.auth()).isEqualTo(Auth.NONE);
    SignedRequest forwarded = ((InboundUnsigned) inbound).forwarded();
    assertThat(forwarded.target()).isEqualTo("/v1?a=%2F&b");
    assertThat(forwarded.headers().fields())
        .extracting(field -> field.name() + ": " + field.value())
        .containsExactly("Host: " + HOST, "User-Agent: x", "X-Amz-Target: T.Op");
    assertThat(forwarded.body()).isEqualTo(new BodyPlan.PassThrough());
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer aaa.bbb-ccc_ddd~+/==", "bearer aaa", "BEARER aaa"})
  void aBearerTokenGoesAlongUntouchedAndIsNotShown(String authorization) {
    Inbound inbound = Inbound.parse(head("/", "Authorization", authorization), RequestBody.EMPTY);
    assertThat(inbound.auth()).isEqualTo(Auth.BEARER);
    assertThat(inbound.toString()).doesNotContain("aaa");
    SignedRequest forwarded = ((InboundUnsigned) inbound).forwarded();
    assertThat(forwarded.headers().all("Authorization")).containsExactly(authorization);
    assertThat(forwarded.toString()).doesNotContain("aaa");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/ | Authorization | Bearer | UNREADABLE",
        "/ | Authorization | Bearer a b | UNREADABLE",
        "/ | Authorization | Bearer  a | UNREADABLE",
        "/ | Authorization | Bearer a, AWS4-HMAC-SHA256 Credential=x | UNREADABLE",
        "/ | Authorization | Bearerx a | UNREADABLE",
        "/ | Authorization | Basic YTpi | SIGNATURE_UNSUPPORTED",
        "/ | Authorization | AWS AKIA222222222222CLDE:c2ln | SIGNATURE_UNSUPPORTED",
        "/ | X-Amzn-Authorization | AWS3 x | SIGNATURE_UNSUPPORTED",
        "/?X-Amz-Signature=0 | a | b | UNREADABLE",
        "/?x-amz-credential=0 | a | b | AMBIGUOUS",
        "/?AWSAccessKeyId=a&Signature=b | a | b | SIGNATURE_UNSUPPORTED",
        "/?AWSAccessKeyId=a&Signature=b | Authorization | Bearer a | AMBIGUOUS",
        "/?X-Amz-Signature=0 | Authorization | Bearer a | AMBIGUOUS",
        "/ | X-Amz-Security-Token | real | SIGNATURE_UNSUPPORTED",
        "/ | x-amz-s3session-token | real | SIGNATURE_UNSUPPORTED",
        "/ | X-Amz-Date | 20260302T120000Z | SIGNATURE_UNSUPPORTED",
        "/ | Connection | user-agent | AMBIGUOUS",
      })
  void whatLooksLikeASignatureIsNone(String target, String name, String value, Failure failure) {
    assertThatThrownBy(() -> Inbound.parse(head(target, name, value), RequestBody.EMPTY))
        .isInstanceOfSatisfying(
            Refusal.class,
            r -> {
              assertThat(r.failure()).isEqualTo(failure);
              assertThat(r.getMessage()).doesNotContain("real");
            });
  }

  @Test
  void twoTokensAreRefused() {
    RequestHead head = head("/", "Authorization", "Bearer a", "authorization", "Bearer b");
    assertThatThrownBy(() -> Inbound.parse(head, RequestBody.EMPTY))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.AMBIGUOUS));
  }
}
