package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningAlgorithm;
import dev.countersign.model.SigningScope;
import dev.countersign.signer.SdkAgreementTest.Case;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4aHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.RegionSet;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;

/**
 * The AWS SDK for Java with AWS's CRT as an independent producer of SigV4A. No two signatures over
 * one text are alike, so they are verified and never compared.
 */
class SdkSigV4aTest {

  private static final int REQUESTS = 300;
  private static final List<String> SETS = List.of("*", "us-east-1", "eu-west-1,us-west-2");

  private final AwsV4aHttpSigner sdk = AwsV4aHttpSigner.create();
  private final Signer signer = new Signer(Clock.fixed(SdkAgreementTest.NOW, ZoneOffset.UTC));

  @ParameterizedTest
  @CsvSource({"s3, false", "s3, true", "events, false", "events, true"})
  void whatTheSdkSignsIsVerifiedAndSignedAgain(String service, boolean inQuery) {
    Random random = new Random(service.hashCode());
    for (int i = 0; i < REQUESTS; i++) {
      Case any = SdkAgreementTest.generate(random, service);
      // S3 has no body covered by a URL, and every other service has.
      boolean covered = inQuery ? !service.equals("s3") : any.signedPayload();
      Case test = new Case(any.request(), any.text(), service, covered);
      String regions = SETS.get(i % SETS.size());
      RequestHead head = SdkAgreementTest.head(signed(test, regions, inQuery));
      RequestBody body = RequestBody.of(test.body());

      InboundSignature inbound = InboundSignature.parse(head);
      assertThat(inbound.scope())
          .isEqualTo(new SigningScope(SigningAlgorithm.SIGV4A, regions, service));
      inbound.verify(
          body, Secret.of(SdkAgreementTest.AGENT.secretAccessKey()), SdkAgreementTest.NOW);
      assertThatThrownBy(() -> inbound.verify(body, Secret.of("another"), SdkAgreementTest.NOW))
          .isInstanceOfSatisfying(
              Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.SIGNATURE_MISMATCH));

      SignedRequest again = signer.sign(inbound, Optional.empty(), body, SdkAgreementTest.real());
      RequestHead sent =
          new RequestHead(
              again.method(), again.target(), again.host(), again.port(), again.headers());
      InboundSignature outbound = InboundSignature.parse(sent);
      assertThat(outbound.scope()).isEqualTo(inbound.scope());
      assertThat(outbound.accessKeyId()).isEqualTo(SdkAgreementTest.REAL.accessKeyId());
      assertThat(again.target()).doesNotContain("X-Amz-");
      outbound.verify(
          body, Secret.of(SdkAgreementTest.REAL.secretAccessKey()), SdkAgreementTest.NOW);
    }
  }

  private SdkHttpRequest signed(Case test, String regions, boolean inQuery) {
    boolean s3 = test.service().equals("s3");
    return sdk.sign(
            to -> {
              to.identity(SdkAgreementTest.AGENT)
                  .request(test.request())
                  .payload(ContentStreamProvider.fromByteArray(test.body()))
                  .putProperty(AwsV4aHttpSigner.SERVICE_SIGNING_NAME, test.service())
                  .putProperty(AwsV4aHttpSigner.REGION_SET, RegionSet.create(regions))
                  .putProperty(AwsV4aHttpSigner.DOUBLE_URL_ENCODE, !s3)
                  .putProperty(AwsV4aHttpSigner.NORMALIZE_PATH, !s3)
                  .putProperty(AwsV4aHttpSigner.PAYLOAD_SIGNING_ENABLED, test.signedPayload())
                  .putProperty(
                      HttpSigner.SIGNING_CLOCK, Clock.fixed(SdkAgreementTest.THEN, ZoneOffset.UTC));
              if (inQuery) {
                to.putProperty(
                        AwsV4aHttpSigner.AUTH_LOCATION, AwsV4aHttpSigner.AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4aHttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(1));
              }
            })
        .request();
  }
}
