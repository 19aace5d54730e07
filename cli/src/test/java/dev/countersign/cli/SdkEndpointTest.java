package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.testkit.ReceivedCall;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.IamException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The AWS SDK for Java with the gateway as its endpoint: no proxy, no CA. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkEndpointTest {

  @TempDir private static Path directory;
  private Sandbox sandbox;
  private SdkHttpClient http;

  @BeforeAll
  void start() {
    sandbox = Sandbox.start(directory, "127.0.0.1:0", Clients.rules());
    http =
        Apache5HttpClient.builder()
            .proxyConfiguration(
                ProxyConfiguration.builder()
                    .useSystemPropertyValues(false)
                    .useEnvironmentVariableValues(false)
                    .build())
            .build();
  }

  @AfterAll
  void stop() {
    http.close();
    sandbox.close();
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C client(
      B builder, Region region) {
    String own = Listing.address(sandbox.gateway().endpoint().orElseThrow());
    return builder
        .httpClient(http)
        .region(region)
        .endpointOverride(URI.create("http://" + own))
        .credentialsProvider(DemoAgent.credentials(sandbox.config(), "staging"))
        .build();
  }

  static java.util.List<String> oddKeys() {
    return SdkEndToEndTest.oddKeys();
  }

  @ParameterizedTest
  @MethodSource("oddKeys")
  void anObjectOfAnyNameIsPutAndReadInPathStyle(String key) {
    S3Client s3 = client(S3Client.builder(), Region.US_EAST_1);
    String bucket = "java-endpoint-" + Integer.toHexString(key.hashCode());
    s3.createBucket(b -> b.bucket(bucket));
    s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(key));
    assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key(key)).asUtf8String()).isEqualTo(key);
  }

  /** IAM has one region for everybody, whatever the client's is. */
  @Test
  void eachServiceIsCalledAtTheHostThatTheSdkWouldHaveCalled() {
    sandbox.aws().clearCalls();
    client(StsClient.builder(), Region.EU_WEST_1).getCallerIdentity();
    client(DynamoDbClient.builder(), Region.EU_WEST_1).listTables();
    client(SqsClient.builder(), Region.EU_WEST_1).listQueues();
    client(IamClient.builder(), Region.EU_WEST_1).listUsers();
    client(S3Client.builder(), Region.EU_WEST_1).listBuckets();
    assertThat(sandbox.aws().calls())
        .extracting(ReceivedCall::host)
        .contains(
            "sts.eu-west-1.amazonaws.com",
            "dynamodb.eu-west-1.amazonaws.com",
            "sqs.eu-west-1.amazonaws.com",
            "iam.amazonaws.com",
            "s3.eu-west-1.amazonaws.com");
  }

  @Test
  void aDenialIsAnErrorOfTheService() {
    S3Exception sealed =
        catchThrowableOfType(
            S3Exception.class,
            () ->
                client(S3Client.builder(), Region.US_EAST_1)
                    .putObject(b -> b.bucket("sealed").key("k"), RequestBody.fromString("x")));
    assertThat(sealed.awsErrorDetails().errorCode()).isEqualTo("AccessDenied");
    assertThat(sealed).hasMessageContaining("sealed bucket");
    IamException users =
        catchThrowableOfType(
            IamException.class,
            () ->
                client(IamClient.builder(), Region.EU_WEST_1)
                    .createUser(b -> b.userName("mallory")));
    assertThat(users).hasMessageContaining("Users are made by people.");
  }
}
