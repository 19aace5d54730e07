package dev.countersign.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.model.AwsCredentials;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpFullRequest;

/**
 * Requests that the AWS SDK for Java signs: hundreds of generated ones, and single bits of them.
 */
class SdkSignaturesTest {

  private static final List<String> HOSTS =
      List.of(
          "reports.s3.us-east-1.amazonaws.com",
          "s3.eu-west-1.amazonaws.com",
          "dynamodb.eu-west-1.amazonaws.com",
          "lambda.us-west-2.amazonaws.com",
          "sts.amazonaws.com",
          "reports.mrap.accesspoint.s3-global.amazonaws.com",
          "abcde.veo.endpoint.events.amazonaws.com");

  private final Verifier verifier = Fixture.verifierAt(Fixture.NOW);
  private final Random random = new Random(1);

  private String text(int length) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < length; i++) {
      text.appendCodePoint(
          random.nextInt(10) == 0 ? 0x4e00 + random.nextInt(99) : random.nextInt(0x20, 0x7f));
    }
    return text.toString();
  }

  private SdkSigned generated(AwsCredentials credentials) {
    String host = HOSTS.get(random.nextInt(HOSTS.size()));
    StringBuilder path = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      // A slash inside of a segment would be none to S3, and SDKs never sign one.
      String segment = text(random.nextInt(6)).replace('/', '|');
      path.append('/').append(PercentEncoding.encodeUtf8(segment));
    }
    byte[] content = text(random.nextInt(50)).getBytes(UTF_8);
    SdkHttpFullRequest.Builder request =
        SdkSigned.request("POST", host, path.toString())
            .putHeader("x-amz-meta-note", "a  b   c ")
            .putHeader("Content-Type", "text/plain");
    for (int i = random.nextInt(4); i > 0; i--) {
      request.appendRawQueryParameter("p" + text(2), text(random.nextInt(5)));
    }
    return SdkSigned.sign(request.build(), content, credentials);
  }

  @Test
  void believesEach() {
    for (int i = 0; i < 300; i++) {
      boolean session = random.nextBoolean();
      SdkSigned request = generated(session ? Fixture.SESSION : Fixture.BASE);
      assertThat(request.verifiedBy(verifier).caller())
          .as(request.head().toString())
          .isEqualTo(session ? Fixture.SESSION_CALLER : Fixture.BASE_CALLER);
    }
  }

  @Test
  void believesNoneWithOneBitOfTheSignatureFlipped() {
    for (int i = 0; i < 50; i++) {
      SdkSigned request = generated(Fixture.SESSION);
      SdkSigned damaged = request.withHeader("Authorization", this::withOneDigitChanged);
      assertThatExceptionOfType(Rejected.class)
          .isThrownBy(() -> damaged.verifiedBy(verifier))
          .satisfies(e -> assertThat(e.reason()).isEqualTo(Rejection.WRONG_SIGNATURE));
    }
  }

  private String withOneDigitChanged(String authorization) {
    int at = authorization.length() - 1 - random.nextInt(64);
    char digit = authorization.charAt(at);
    return authorization.substring(0, at)
        + (digit == '0' ? '1' : '0')
        + authorization.substring(at + 1);
  }

  @Test
  void believesNoneWithOneBitOfTheBodyFlipped() {
    for (int i = 0; i < 50; i++) {
      SdkSigned request = generated(Fixture.SESSION);
      if (request.body().length == 0) {
        continue;
      }
      byte[] damaged = request.body().clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      assertThatExceptionOfType(Rejected.class)
          .as(new String(damaged, StandardCharsets.ISO_8859_1))
          .isThrownBy(() -> request.withBody(damaged).verifiedBy(verifier));
    }
  }
}
