package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.testkit.ReceivedCall;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4aHttpSigner;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeParams;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;

/**
 * A multi-region access point, which takes nothing but SigV4A, through the gateway. The SDK signs
 * for every region.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SigV4aEndToEndTest {

  /** Where the region is not known, a denial that asks for it matches. */
  private static final String RULES =
      """
      rules:
        - name: not there
          deny: aws.account_name == "prod" && aws.region == "ap-south-1"
        - name: the rest
          allow: aws.known
      """;

  @TempDir private static Path directory;
  private Sandbox sandbox;
  private DemoAgent agent;

  @BeforeAll
  void start() {
    sandbox = Sandbox.start(directory, "127.0.0.1:0", RULES);
    agent = new DemoAgent(sandbox.gateway());
  }

  @AfterAll
  void stop() {
    agent.close();
    sandbox.close();
  }

  private static String accessPoint(String account, String bucket) {
    return "arn:aws:s3::" + account + ":accesspoint/" + bucket + ".mrap";
  }

  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "1000003, false", "1000003, true"})
  void anObjectIsPutAndRead(int length, boolean signedChunks) {
    S3Client s3 = agent.client(S3Client.builder(), "staging");
    S3Client sending =
        signedChunks
            ? agent.client(
                S3Client.builder().authSchemeProvider(SigV4aEndToEndTest::signed), "staging")
            : s3;
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    String bucket = accessPoint("222222222222", "staging-reports");
    String key = "a key/" + length + signedChunks;
    sending.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromBytes(content));
    assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asByteArray())
        .isEqualTo(content);
    assertThat(sandbox.aws().calls())
        .filteredOn(call -> call.host().contains(".mrap."))
        .isNotEmpty()
        .allSatisfy(call -> assertThat(call.verified()).isTrue())
        .extracting(ReceivedCall::account)
        .containsOnly("222222222222");
  }

  private static List<AuthSchemeOption> signed(S3AuthSchemeParams params) {
    return S3AuthSchemeProvider.defaultProvider().resolveAuthScheme(params).stream()
        .map(
            option ->
                option.copy(
                    to ->
                        to.putSignerProperty(AwsV4aHttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                            .putSignerProperty(AwsV4aHttpSigner.CHUNK_ENCODING_ENABLED, true)))
        .toList();
  }

  @Test
  void everyRegionIsAmongThoseThatARuleDenies() {
    S3Client s3 = agent.client(S3Client.builder(), "prod");
    assertThat(s3.listObjectsV2(b -> b.bucket("prod-reports")).contents()).isNotEmpty();
    String bucket = accessPoint("111111111111", "prod-reports");
    assertThatThrownBy(() -> s3.listObjectsV2(b -> b.bucket(bucket)))
        .isInstanceOf(AwsServiceException.class)
        .hasMessageContaining("not there");
  }
}
