package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.certs.TrustedRoots;
import dev.countersign.testkit.ReceivedCall;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.client.builder.AwsAsyncClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.ProtocolNegotiation;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.ProxyConfiguration;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3Client;

/** The asynchronous AWS SDK for Java, which speaks HTTP/2, through the gateway to the stand-in. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2EndToEndTest {

  @TempDir private static Path directory;
  private Sandbox sandbox;
  private SdkAsyncHttpClient http;

  @BeforeAll
  void start() throws Exception {
    sandbox = Sandbox.start(directory, "127.0.0.1:0", Clients.rules());
    TrustManager[] trust = TrustedRoots.of(sandbox.gateway().authority().certificate()).managers();
    http =
        NettyNioAsyncHttpClient.builder()
            .protocol(Protocol.HTTP2)
            // Without, this client sets up a connection behind a proxy on two threads at once, and
            // may miss the SETTINGS of a server that is as near as this one.
            .protocolNegotiation(ProtocolNegotiation.ALPN)
            .maxConcurrency(200)
            .tlsTrustManagersProvider(() -> trust)
            .proxyConfiguration(
                ProxyConfiguration.builder()
                    .host("127.0.0.1")
                    .port(sandbox.gateway().address().getPort())
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

  private <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> C client(B builder) {
    return client(builder, http);
  }

  private <B extends AwsClientBuilder<B, C> & AwsAsyncClientBuilder<B, C>, C> C client(
      B builder, SdkAsyncHttpClient http) {
    return builder
        .httpClient(http)
        .region(Region.US_EAST_1)
        .credentialsProvider(DemoAgent.credentials(sandbox.config(), "staging"))
        .build();
  }

  @Test
  void aHundredParallelCallsAreEachJudgedAndRecorded() throws Exception {
    DynamoDbAsyncClient dynamo = client(DynamoDbAsyncClient.builder());
    dynamo
        .createTable(
            table ->
                table
                    .tableName("parallel")
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .keySchema(
                        KeySchemaElement.builder()
                            .attributeName("id")
                            .keyType(KeyType.HASH)
                            .build())
                    .attributeDefinitions(
                        AttributeDefinition.builder()
                            .attributeName("id")
                            .attributeType(ScalarAttributeType.S)
                            .build()))
        .join();
    long before = sandbox.aws().http2Requests();
    all(
        i ->
            dynamo.putItem(
                put ->
                    put.tableName("parallel").item(Map.of("id", AttributeValue.fromS("n" + i)))));
    assertThat(sandbox.aws().http2Requests() - before).isEqualTo(100);
    all(
        i ->
            dynamo
                .getItem(
                    get ->
                        get.tableName("parallel").key(Map.of("id", AttributeValue.fromS("n" + i))))
                .thenAccept(
                    got ->
                        assertThat(got.item()).containsEntry("id", AttributeValue.fromS("n" + i))));
    assertThat(sandbox.aws().calls()).allMatch(ReceivedCall::verified);
    assertThat(Files.readAllLines(sandbox.config().audit().file()))
        .filteredOn(line -> line.contains("\"outcome\"") && line.contains("PutItem"))
        .hasSize(100);
  }

  private static void all(IntFunction<CompletableFuture<?>> call) {
    List<CompletableFuture<?>> calls =
        IntStream.range(0, 100).<CompletableFuture<?>>mapToObj(call).toList();
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
  }

  @Test
  void whatGoesUpComesDownUnchangedAndHttp1SeesIt() throws Exception {
    S3AsyncClient s3 = client(S3AsyncClient.builder());
    byte[] content = new byte[24 << 20];
    new Random(3).nextBytes(content);
    s3.createBucket(b -> b.bucket("http2-large")).join();
    s3.putObject(b -> b.bucket("http2-large").key("k"), AsyncRequestBody.fromBytes(content)).join();
    assertThat(
            s3.getObject(b -> b.bucket("http2-large").key("k"), AsyncResponseTransformer.toBytes())
                .join()
                .asByteArrayUnsafe())
        .isEqualTo(content);
    try (DemoAgent agent = new DemoAgent(sandbox.gateway())) {
      S3Client plain = agent.client(S3Client.builder(), "staging");
      assertThat(plain.getObjectAsBytes(b -> b.bucket("http2-large").key("k")).asByteArrayUnsafe())
          .isEqualTo(content);
    }
  }

  /** In cleartext, and with prior knowledge. */
  @Test
  void theEndpointIsSpokenToInHttp2AsWell() {
    long before = sandbox.aws().http2Requests();
    try (SdkAsyncHttpClient direct =
            NettyNioAsyncHttpClient.builder()
                .protocol(Protocol.HTTP2)
                .proxyConfiguration(
                    ProxyConfiguration.builder()
                        .useSystemPropertyValues(false)
                        .useEnvironmentVariableValues(false)
                        .build())
                .build();
        DynamoDbAsyncClient dynamo =
            client(
                DynamoDbAsyncClient.builder()
                    .endpointOverride(
                        URI.create(
                            "http://"
                                + Listing.address(sandbox.gateway().endpoint().orElseThrow()))),
                direct)) {
      all(_ -> dynamo.listTables());
    }
    assertThat(sandbox.aws().http2Requests() - before).isEqualTo(100);
  }

  @Test
  void aDenialNamesRuleAndReason() {
    assertThatThrownBy(
            () ->
                client(DynamoDbAsyncClient.builder())
                    .deleteTable(table -> table.tableName("t"))
                    .join())
        .hasMessageContaining("tables stay")
        .hasMessageContaining("Drop nothing.");
  }
}
