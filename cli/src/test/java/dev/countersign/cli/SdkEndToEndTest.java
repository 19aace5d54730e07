package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.testkit.ReceivedCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.scheme.AuthSchemeOption;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeParams;
import software.amazon.awssdk.services.s3.auth.scheme.S3AuthSchemeProvider;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;

/** The AWS SDK for Java through the gateway to the stand-in, for two accounts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SdkEndToEndTest {

  private static final Map<String, String> ACCOUNTS =
      Map.of("staging", "222222222222", "prod", "111111111111");

  @TempDir private static Path directory;
  private Sandbox sandbox;
  private DemoAgent agent;

  @BeforeAll
  void start() {
    sandbox = Sandbox.start(directory, "127.0.0.1:0", Clients.rules());
    agent = new DemoAgent(sandbox.gateway());
  }

  @AfterAll
  void stop() {
    agent.close();
    sandbox.close();
  }

  static List<String> oddKeys() {
    return List.of(
        "plain.txt",
        "with space and + plus",
        "percent %41 %2F %zz",
        "unicode/äöü/日本語/😀",
        "double//slash",
        "trailing/",
        "dots/./and/../more",
        "marks !'()*~_-.:@&=$,;?#[]");
  }

  @ParameterizedTest
  @MethodSource("oddKeys")
  void anObjectOfAnyNameIsPutReadCopiedListedAndDeleted(String key) {
    S3Client s3 = agent.client(S3Client.builder(), "staging");
    String bucket = "java-odd-" + Integer.toHexString(key.hashCode());
    s3.createBucket(b -> b.bucket(bucket));
    s3.putObject(b -> b.bucket(bucket).key(key), RequestBody.fromString(key));
    assertThat(read(s3, bucket, key)).isEqualTo(key);
    s3.copyObject(
        b ->
            b.sourceBucket(bucket)
                .sourceKey(key)
                .destinationBucket(bucket)
                .destinationKey("copy/" + key));
    assertThat(read(s3, bucket, "copy/" + key)).isEqualTo(key);
    assertThat(s3.listObjectsV2(b -> b.bucket(bucket)).contents().stream().map(S3Object::key))
        .containsExactlyInAnyOrder(key, "copy/" + key);
    s3.deleteObject(b -> b.bucket(bucket).key(key));
    s3.deleteObject(b -> b.bucket(bucket).key("copy/" + key));
    s3.deleteBucket(b -> b.bucket(bucket));
    assertThat(s3.listBuckets().buckets()).noneMatch(b -> b.name().equals(bucket));
  }

  @Test
  void twentyMegabytesInPartsArriveUnchanged() {
    S3Client s3 = agent.client(S3Client.builder(), "prod");
    byte[] large = new byte[20 << 20];
    new Random(7).nextBytes(large);
    s3.createBucket(b -> b.bucket("java-large"));
    String upload = s3.createMultipartUpload(b -> b.bucket("java-large").key("l")).uploadId();
    List<CompletedPart> parts =
        List.of(1, 2, 3).stream()
            .map(
                number -> {
                  byte[] part =
                      Arrays.copyOfRange(
                          large, (number - 1) * (8 << 20), Math.min(number * (8 << 20), 20 << 20));
                  String etag =
                      s3.uploadPart(
                              b ->
                                  b.bucket("java-large")
                                      .key("l")
                                      .uploadId(upload)
                                      .partNumber(number),
                              RequestBody.fromBytes(part))
                          .eTag();
                  return CompletedPart.builder().partNumber(number).eTag(etag).build();
                })
            .toList();
    s3.completeMultipartUpload(
        b -> b.bucket("java-large").key("l").uploadId(upload).multipartUpload(m -> m.parts(parts)));
    assertThat(s3.getObjectAsBytes(b -> b.bucket("java-large").key("l")).asByteArrayUnsafe())
        .isEqualTo(large);
  }

  @ParameterizedTest
  @ValueSource(strings = {"staging", "prod"})
  void everyProtocolWorksInBothAccounts(String account) {
    assertThat(agent.client(StsClient.builder(), account).getCallerIdentity().account())
        .isEqualTo(ACCOUNTS.get(account));

    DynamoDbClient dynamo = agent.client(DynamoDbClient.builder(), account);
    dynamo.createTable(
        b ->
            b.tableName("java")
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .keySchema(
                    KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build())
                .attributeDefinitions(
                    AttributeDefinition.builder()
                        .attributeName("id")
                        .attributeType(ScalarAttributeType.S)
                        .build()));
    Map<String, AttributeValue> item = Map.of("id", AttributeValue.fromS("1 ünï"));
    dynamo.putItem(b -> b.tableName("java").item(item));
    assertThat(dynamo.getItem(b -> b.tableName("java").key(item)).item()).isEqualTo(item);

    agent.client(Ec2Client.builder(), account).describeInstances();
    agent.client(LambdaClient.builder(), account).listFunctions();
    agent.client(IamClient.builder(), account).listUsers();

    SqsClient sqs = agent.client(SqsClient.builder(), account);
    String url = sqs.createQueue(b -> b.queueName("java")).queueUrl();
    sqs.sendMessage(b -> b.queueUrl(url).messageBody("a + b"));
    assertThat(sqs.receiveMessage(b -> b.queueUrl(url)).messages())
        .singleElement()
        .satisfies(message -> assertThat(message.body()).isEqualTo("a + b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"staging", "prod"})
  void aDenialNamesRuleAndReasonInEveryProtocolAfterOneAttempt(String account) {
    denied(
        () -> agent.client(IamClient.builder(), account).createUser(b -> b.userName("mallory")),
        "no new users",
        "Users are made by people.");
    denied(
        () ->
            agent
                .client(Ec2Client.builder(), account)
                .terminateInstances(b -> b.instanceIds("i-0123456789abcdef0")),
        "instances stay",
        "Terminate nothing.");
    denied(
        () -> agent.client(DynamoDbClient.builder(), account).deleteTable(b -> b.tableName("t")),
        "tables stay",
        "Drop nothing.");
    denied(
        () ->
            agent
                .client(S3Client.builder(), account)
                .putObject(b -> b.bucket("sealed").key("k"), RequestBody.fromString("x")),
        "sealed bucket",
        "Sealed.");
  }

  @Test
  void theStandInSeesOnlyRealKeysAndTheGatewaysRole() {
    agent.client(S3Client.builder(), "staging").listBuckets();
    assertThat(sandbox.aws().calls())
        .isNotEmpty()
        .allSatisfy(call -> assertThat(call.verified()).as(call.toString()).isTrue())
        .filteredOn(call -> !call.action().equals("AssumeRole"))
        .extracting(ReceivedCall::principal)
        .allMatch(principal -> principal.contains(":assumed-role/countersign-gateway/"));
  }

  @Test
  void anIntentIsWrittenBeforeAndAnOutcomeAfterEachCall() throws IOException {
    agent.client(S3Client.builder(), "staging").listBuckets();
    List<String> lines = Files.readAllLines(sandbox.config().audit().file());
    assertThat(lines)
        .anyMatch(line -> line.contains("\"intent\"") && line.contains("ListBuckets"))
        .anyMatch(line -> line.contains("\"outcome\"") && line.contains("ListBuckets"))
        .noneMatch(line -> line.contains("sandbox-agent-secret"));
  }

  private void denied(ThrowingCallable call, String rule, String reason) {
    int before = sandbox.aws().calls().size();
    long records = outcomes();
    AwsServiceException refused = catchThrowableOfType(AwsServiceException.class, call);
    assertThat(refused).isNotNull().hasMessageContaining(rule).hasMessageContaining(reason);
    assertThat(refused.statusCode()).isEqualTo(403);
    // EC2 has a code of its own for it.
    assertThat(refused.awsErrorDetails().errorCode())
        .isIn("AccessDenied", "AccessDeniedException", "UnauthorizedOperation");
    assertThat(sandbox.aws().calls()).hasSize(before);
    assertThat(outcomes()).as("one attempt, one record").isEqualTo(records + 1);
  }

  private long outcomes() {
    try (var lines = Files.lines(sandbox.config().audit().file())) {
      return lines.filter(line -> line.contains("\"outcome\"")).count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Chunks that are signed one by one, which the SDK sends by itself only without TLS. */
  @ParameterizedTest
  @ValueSource(ints = {1, 131_072, 1_000_003})
  void signedChunks(int length) {
    S3Client s3 = agent.client(S3Client.builder(), "staging");
    S3Client signing =
        agent.client(
            S3Client.builder().authSchemeProvider(SdkEndToEndTest::withSignedPayload), "staging");
    byte[] content = new byte[length];
    new Random(length).nextBytes(content);
    String bucket = "java-chunks-" + length;
    s3.createBucket(b -> b.bucket(bucket));
    signing.putObject(b -> b.bucket(bucket).key("k"), RequestBody.fromBytes(content));
    assertThat(s3.getObjectAsBytes(b -> b.bucket(bucket).key("k")).asByteArray())
        .isEqualTo(content);
    assertThat(sandbox.aws().calls())
        .filteredOn(call -> call.action().equals("PutObject") && call.toString().contains(bucket))
        .isNotEmpty()
        .allSatisfy(call -> assertThat(call.verified()).isTrue());
  }

  private static List<AuthSchemeOption> withSignedPayload(S3AuthSchemeParams params) {
    return S3AuthSchemeProvider.defaultProvider().resolveAuthScheme(params).stream()
        .map(
            option ->
                option.copy(
                    to ->
                        to.putSignerProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, true)
                            .putSignerProperty(AwsV4HttpSigner.CHUNK_ENCODING_ENABLED, true)))
        .toList();
  }

  private static String read(S3Client s3, String bucket, String key) {
    ResponseBytes<GetObjectResponse> object = s3.getObjectAsBytes(b -> b.bucket(bucket).key(key));
    return object.asString(StandardCharsets.UTF_8);
  }
}
