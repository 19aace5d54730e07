package dev.countersign.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** What the judge believes and, one by one, what it does not. */
class VerifierTest {

  private static final byte[] CONTENT = "{\"TableName\":\"orders\"}".getBytes(UTF_8);
  private static final String DYNAMODB = "dynamodb.eu-west-1.amazonaws.com";
  private static final String S3 = "reports.s3.us-east-1.amazonaws.com";

  private final Verifier verifier = Fixture.verifierAt(Fixture.NOW);

  private static SdkSigned dynamoDb() {
    return SdkSigned.sign(
        SdkSigned.request("POST", DYNAMODB, "/")
            .putHeader("X-Amz-Target", "DynamoDB_20120810.Scan")
            .build(),
        CONTENT,
        Fixture.SESSION);
  }

  private static SdkSigned s3() {
    return SdkSigned.sign(
        SdkSigned.request("PUT", S3, "/a%20b/c")
            .putRawQueryParameter("partNumber", "1")
            .putRawQueryParameter("uploadId", "u")
            .build(),
        CONTENT,
        Fixture.SESSION);
  }

  private static SdkSigned multiRegion() {
    return SdkSigned.sign(
        SdkSigned.request("GET", "reports.mrap.accesspoint.s3-global.amazonaws.com", "/k").build(),
        new byte[0],
        Fixture.SESSION);
  }

  @Test
  void believesSigV4aForRegionsOfTheEndpointAndNoOthers() {
    assertThat(multiRegion().verifiedBy(verifier).caller()).isEqualTo(Fixture.SESSION_CALLER);
    for (String regions : List.of("us-east-1", "us-east-1,us-west-2", "*,us-east-1", "us-*", "")) {
      SdkSigned request = multiRegion().withHeader("X-Amz-Region-Set", set -> regions);
      boolean wellFormed = regions.startsWith("us-east-1");
      assertThat(rejection(request))
          .as(regions)
          .isEqualTo(wellFormed ? Rejection.WRONG_SIGNATURE : Rejection.MALFORMED);
    }
    assertThat(rejection(multiRegion().withHeader("X-Amz-Region-Set", set -> "eu-west-1")))
        .isEqualTo(Rejection.FOREIGN_SCOPE);
    assertThat(rejection(multiRegion().withHeaders(h -> h.without("X-Amz-Region-Set"::equals))))
        .isEqualTo(Rejection.MALFORMED);
  }

  private Rejection rejection(SdkSigned request) {
    return rejection(request, verifier);
  }

  private static Rejection rejection(SdkSigned request, Verifier verifier) {
    Rejected[] rejected = new Rejected[1];
    assertThatExceptionOfType(Rejected.class)
        .isThrownBy(() -> request.verifiedBy(verifier))
        .satisfies(e -> rejected[0] = e);
    return rejected[0].reason();
  }

  @Test
  void believesASessionAndKnowsWhoseItIs() {
    Verified verified = dynamoDb().verifiedBy(verifier);
    assertThat(verified.caller()).isEqualTo(Fixture.SESSION_CALLER);
    assertThat(verified.content()).isEqualTo(CONTENT);
  }

  @Test
  void believesTheBaseUser() {
    SdkSigned request =
        SdkSigned.sign(
            SdkSigned.request("GET", "iam.amazonaws.com", "/").build(), CONTENT, Fixture.BASE);
    assertThat(request.verifiedBy(verifier).caller()).isEqualTo(Fixture.BASE_CALLER);
  }

  @Test
  void rejectsAWrongSecret() {
    AwsCredentials forged =
        new AwsCredentials(
            Fixture.BASE.accessKeyId(),
            Secret.of("a/secret/that/somebody/has/guessed"),
            null,
            null);
    SdkSigned request =
        SdkSigned.sign(SdkSigned.request("GET", "iam.amazonaws.com", "/").build(), CONTENT, forged);
    assertThat(rejection(request)).isEqualTo(Rejection.WRONG_SIGNATURE);
  }

  @Test
  void rejectsAnAgentsPlaceholderKey() {
    AwsCredentials placeholder =
        new AwsCredentials(
            "AKIA111111111111CLDE", Secret.of("a/secret/that/an/agent/holds"), null, null);
    SdkSigned request =
        SdkSigned.sign(
            SdkSigned.request("GET", "iam.amazonaws.com", "/").build(), CONTENT, placeholder);
    assertThat(rejection(request)).isEqualTo(Rejection.UNKNOWN_KEY);
  }

  @Test
  void rejectsAChangedBody() {
    byte[] changed = "{\"TableName\":\"secret\"}".getBytes(UTF_8);
    assertThat(rejection(s3().withBody(changed))).isEqualTo(Rejection.WRONG_BODY);
    assertThat(rejection(dynamoDb().withBody(changed)))
        .isIn(Rejection.WRONG_BODY, Rejection.WRONG_SIGNATURE);
  }

  @Test
  void rejectsAChangedBodyWhoseHashWasChangedWithIt() {
    byte[] changed = "{\"TableName\":\"secret\"}".getBytes(UTF_8);
    SdkSigned request =
        s3().withBody(changed)
            .withHeader("x-amz-content-sha256", hash -> Digests.sha256Hex(changed));
    assertThat(rejection(request)).isEqualTo(Rejection.WRONG_SIGNATURE);
  }

  @Test
  void rejectsAChangedHeader() {
    SdkSigned request =
        dynamoDb().withHeader("X-Amz-Target", target -> "DynamoDB_20120810.DeleteTable");
    assertThat(rejection(request)).isEqualTo(Rejection.WRONG_SIGNATURE);
  }

  @Test
  void rejectsARepeatedHeader() {
    SdkSigned request =
        dynamoDb()
            .withHeaders(headers -> headers.plus("X-Amz-Target", "DynamoDB_20120810.DeleteTable"));
    assertThat(rejection(request)).isEqualTo(Rejection.WRONG_SIGNATURE);
  }

  @Test
  void rejectsAChangedPath() {
    assertThat(rejection(s3().withTarget(target -> target.replace("/c", "/d"))))
        .isEqualTo(Rejection.WRONG_SIGNATURE);
  }

  @Test
  void rejectsAnS3PathThatWasNormalised() {
    SdkSigned request =
        SdkSigned.sign(SdkSigned.request("GET", S3, "/a//b/../c").build(), CONTENT, Fixture.BASE);
    assertThat(request.verifiedBy(verifier).caller()).isEqualTo(Fixture.BASE_CALLER);
    assertThat(rejection(request.withTarget(target -> "/a/c")))
        .isEqualTo(Rejection.WRONG_SIGNATURE);
  }

  @Test
  void readsAnEncodedSlashOfAnS3PathAsASlash() {
    SdkSigned request =
        SdkSigned.sign(SdkSigned.request("GET", S3, "/a//b").build(), CONTENT, Fixture.BASE)
            .withTarget(target -> "/a/%2Fb");
    assertThat(request.verifiedBy(verifier).caller()).isEqualTo(Fixture.BASE_CALLER);
  }

  @Test
  void rejectsAChangedQuery() {
    assertThat(rejection(s3().withTarget(target -> target.replace("partNumber=1", "partNumber=2"))))
        .isEqualTo(Rejection.WRONG_SIGNATURE);
    assertThat(rejection(s3().withTarget(target -> target + "&acl")))
        .isEqualTo(Rejection.WRONG_SIGNATURE);
  }

  @Test
  void rejectsAChangedMethod() {
    SdkSigned put = s3();
    SdkSigned request =
        new SdkSigned(
            new RequestHead("DELETE", put.head().target(), S3, 443, put.head().headers()),
            put.body());
    assertThat(rejection(request)).isEqualTo(Rejection.WRONG_SIGNATURE);
  }

  @Test
  void rejectsAStaleDateAndAFutureOne() {
    for (Duration off : List.of(Duration.ofSeconds(901), Duration.ofSeconds(-901))) {
      Instant now = Fixture.NOW.plus(off);
      assertThat(rejection(dynamoDb(), Fixture.verifierAt(now))).isEqualTo(Rejection.STALE);
    }
  }

  @Test
  void believesADateThatIsNearlyStale() {
    for (Duration off : List.of(Duration.ofSeconds(899), Duration.ofSeconds(-899))) {
      Verifier other = Fixture.verifierAt(Fixture.NOW.plus(off));
      assertThat(dynamoDb().verifiedBy(other).caller()).isEqualTo(Fixture.SESSION_CALLER);
    }
  }

  @Test
  void rejectsADateThatWasRenewedWithoutTheSignature() {
    SdkSigned request = dynamoDb().withHeader("X-Amz-Date", date -> "20260304T050600Z");
    assertThat(rejection(request)).isEqualTo(Rejection.WRONG_SIGNATURE);
  }

  @Test
  void rejectsAForeignRegion() {
    SdkSigned request =
        SdkSigned.sign(
            SdkSigned.request("POST", DYNAMODB, "/").build(),
            CONTENT,
            Fixture.SESSION,
            options -> options.putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1"));
    assertThat(rejection(request)).isEqualTo(Rejection.FOREIGN_SCOPE);
  }

  @Test
  void rejectsAForeignService() {
    SdkSigned request =
        SdkSigned.sign(
            SdkSigned.request("POST", DYNAMODB, "/").build(),
            CONTENT,
            Fixture.SESSION,
            options -> options.putProperty(AwsV4FamilyHttpSigner.SERVICE_SIGNING_NAME, "sqs"));
    assertThat(rejection(request)).isEqualTo(Rejection.FOREIGN_SCOPE);
  }

  @Test
  void rejectsAScopeOfAnotherDay() {
    SdkSigned request =
        dynamoDb().withHeader("Authorization", value -> value.replace("/20260304/", "/20260303/"));
    assertThat(rejection(request)).isEqualTo(Rejection.FOREIGN_SCOPE);
  }

  @Test
  void rejectsAnUnsignedAmzHeader() {
    SdkSigned request = s3().withHeaders(headers -> headers.plus("x-amz-acl", "public-read"));
    assertThat(rejection(request)).isEqualTo(Rejection.UNSIGNED_HEADER);
  }

  @Test
  void rejectsAnUnsignedContentMd5() {
    SdkSigned request = s3().withHeaders(headers -> headers.plus("Content-MD5", "AAAA"));
    assertThat(rejection(request)).isEqualTo(Rejection.UNSIGNED_HEADER);
  }

  @Test
  void rejectsASignedHeaderThatWasTakenAway() {
    SdkSigned request = dynamoDb().withHeaders(h -> h.without("X-Amz-Target"::equalsIgnoreCase));
    assertThat(rejection(request)).isEqualTo(Rejection.WRONG_SIGNATURE);
  }

  @Test
  void rejectsAMissingToken() {
    SdkSigned request =
        dynamoDb().withHeaders(h -> h.without("X-Amz-Security-Token"::equalsIgnoreCase));
    assertThat(rejection(request)).isEqualTo(Rejection.BAD_TOKEN);
  }

  @Test
  void rejectsAnotherSessionsToken() {
    SdkSigned request = dynamoDb().withHeader("X-Amz-Security-Token", token -> token + "x");
    assertThat(rejection(request)).isEqualTo(Rejection.BAD_TOKEN);
  }

  @Test
  void rejectsATokenWithLongLivedKeys() {
    SdkSigned request =
        SdkSigned.sign(
                SdkSigned.request("GET", "iam.amazonaws.com", "/").build(), CONTENT, Fixture.BASE)
            .withHeaders(headers -> headers.plus("X-Amz-Security-Token", "t"));
    assertThat(rejection(request)).isEqualTo(Rejection.BAD_TOKEN);
  }

  @Test
  void rejectsAnExpiredSession() {
    KeyRing keys = Fixture.keys();
    AwsCredentials over =
        new AwsCredentials(
            Fixture.SESSION.accessKeyId(),
            Fixture.SESSION.secretAccessKey(),
            Fixture.SESSION.sessionToken(),
            Fixture.NOW);
    keys.admit(new Credential(over, Fixture.SESSION_CALLER));
    Verifier late = new Verifier(keys, Clock.fixed(Fixture.NOW, ZoneOffset.UTC));
    assertThat(rejection(dynamoDb(), late)).isEqualTo(Rejection.EXPIRED_TOKEN);
  }

  @Test
  void rejectsS3WithoutItsContentHash() {
    SdkSigned request = s3().withHeaders(h -> h.without("x-amz-content-sha256"::equalsIgnoreCase));
    assertThat(rejection(request)).isEqualTo(Rejection.WRONG_SIGNATURE);
  }

  @Test
  void rejectsAnUnsignedPayloadWhereTheServiceTakesNone() {
    SdkSigned request =
        SdkSigned.sign(
            SdkSigned.request("POST", DYNAMODB, "/").build(),
            CONTENT,
            Fixture.SESSION,
            options -> options.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false));
    assertThat(rejection(request)).isEqualTo(Rejection.BAD_PAYLOAD_FORM);
  }

  @Test
  void believesAnUnsignedPayloadToS3() {
    SdkSigned request =
        SdkSigned.sign(
            SdkSigned.request("PUT", S3, "/k").build(),
            CONTENT,
            Fixture.SESSION,
            options -> options.putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false));
    assertThat(request.head().headers().all("x-amz-content-sha256"))
        .containsExactly("UNSIGNED-PAYLOAD");
    assertThat(request.verifiedBy(verifier).content()).isEqualTo(CONTENT);
  }

  @Test
  void rejectsARequestWithoutASignature() {
    SdkSigned request = s3().withHeaders(h -> h.without("Authorization"::equalsIgnoreCase));
    assertThat(rejection(request)).isEqualTo(Rejection.NO_SIGNATURE);
  }

  @Test
  void rejectsWhatTheAuthorizationGrammarDoesNotHave() {
    List<UnaryOperator<String>> changes =
        List.of(
            value -> value.replace("AWS4-HMAC-SHA256", "AWS4-HMAC-SHA1"),
            value -> value + ", Signature=0",
            value -> value + ", Extra=1",
            value -> value.replaceAll("Signature=.*", "Signature=ABC"),
            value -> value.replaceAll(", Signature=.*", ""),
            value -> value.replace("host;", "host;host;"),
            value -> value.replace("SignedHeaders=host", "SignedHeaders=Host"),
            value -> value.replace("/aws4_request", "/aws4_demand"),
            value -> value.replace("/dynamodb", ""),
            value -> "AWS4-HMAC-SHA256");
    for (UnaryOperator<String> change : changes) {
      SdkSigned request = dynamoDb().withHeader("Authorization", change);
      assertThat(rejection(request))
          .as(String.join("", request.head().headers().all("Authorization")))
          .isEqualTo(Rejection.MALFORMED);
    }
  }

  @Test
  void rejectsTwoAuthorizations() {
    SdkSigned twice =
        dynamoDb()
            .withHeaders(
                headers -> headers.plus("authorization", headers.all("Authorization").getFirst()));
    assertThat(rejection(twice)).isEqualTo(Rejection.MALFORMED);
    SdkSigned both = dynamoDb().withTarget(target -> target + "?X-Amz-Signature=0");
    assertThat(rejection(both)).isEqualTo(Rejection.MALFORMED);
  }
}
