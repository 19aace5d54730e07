package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Secret;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.StsException;

/** The stand-in as the AWS SDK for Java sees it, S3 apart. */
class StandInTest {

  private static final PolicyDescriptorType READ_ONLY =
      PolicyDescriptorType.builder().arn("arn:aws:iam::aws:policy/ReadOnlyAccess").build();

  private static final KeySchemaElement HASH_KEY =
      KeySchemaElement.builder().attributeName("who").keyType(KeyType.HASH).build();
  private static final AttributeDefinition WHO =
      AttributeDefinition.builder()
          .attributeName("who")
          .attributeType(ScalarAttributeType.S)
          .build();

  private static StandIn standIn;
  private static Clients clients;

  @BeforeAll
  static void start() throws Exception {
    standIn = StandIn.start(StandInOptions.demo());
    standIn.seedDemo();
    clients = new Clients(standIn);
  }

  @AfterAll
  static void stop() throws Exception {
    clients.close();
    standIn.close();
  }

  @Test
  void saysWhoTheCallerIs() {
    try (StsClient base = clients.client(StsClient.builder(), standIn.baseCredentials());
        StsClient session = clients.client(StsClient.builder(), clients.prod())) {
      assertThat(base.getCallerIdentity().arn()).isEqualTo("arn:aws:iam::999999999999:user/base");
      assertThat(session.getCallerIdentity().account()).isEqualTo(StandInOptions.PROD);
      assertThat(session.getCallerIdentity().arn())
          .isEqualTo("arn:aws:sts::111111111111:assumed-role/countersign-gateway/tests");
    }
  }

  @Test
  void refusesRolesThatDoNotTrustTheCaller() {
    assertThatExceptionOfType(StsException.class)
        .isThrownBy(() -> clients.session(StandInOptions.PROD, "another"))
        .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("AccessDenied"));
    assertThatExceptionOfType(StsException.class)
        .isThrownBy(() -> clients.session("333333333333", null));
    try (StsClient session = clients.client(StsClient.builder(), clients.staging())) {
      assertThatExceptionOfType(StsException.class)
          .isThrownBy(
              () ->
                  session.assumeRole(
                      request ->
                          request
                              .roleArn("arn:aws:iam::222222222222:role/countersign-gateway")
                              .roleSessionName("chained")));
    }
  }

  @Test
  void checksSessionNamesAndDurations() {
    try (StsClient base = clients.client(StsClient.builder(), standIn.baseCredentials())) {
      for (String name : List.of("x", "has space", "a".repeat(65))) {
        assertThatExceptionOfType(StsException.class)
            .isThrownBy(() -> assume(base, name, 900))
            .satisfies(
                e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationError"));
      }
      for (int seconds : List.of(899, 43_201)) {
        assertThatExceptionOfType(StsException.class)
            .isThrownBy(() -> assume(base, "name", seconds));
      }
      assume(base, "narrowed", 900);
      assertThat(standIn.assumedRoles())
          .contains(
              new AssumedRole(
                  "arn:aws:iam::222222222222:role/countersign-gateway",
                  "narrowed",
                  900,
                  List.of("arn:aws:iam::aws:policy/ReadOnlyAccess")));
    }
  }

  private static void assume(StsClient sts, String name, int seconds) {
    sts.assumeRole(
        request ->
            request
                .roleArn("arn:aws:iam::222222222222:role/countersign-gateway")
                .roleSessionName(name)
                .durationSeconds(seconds)
                .policyArns(List.of(READ_ONLY)));
  }

  @Test
  void keepsTablesAndItems() {
    try (DynamoDbClient prod = clients.client(DynamoDbClient.builder(), clients.prod())) {
      prod.createTable(
          table ->
              table
                  .tableName("events")
                  .keySchema(List.of(HASH_KEY))
                  .attributeDefinitions(List.of(WHO)));
      Map<String, AttributeValue> key = Map.of("who", AttributeValue.fromS("ana"));
      prod.putItem(
          put ->
              put.tableName("events")
                  .item(
                      Map.of("who", AttributeValue.fromS("ana"), "n", AttributeValue.fromN("7"))));
      assertThat(prod.getItem(get -> get.tableName("events").key(key)).item())
          .containsEntry("n", AttributeValue.fromN("7"));
      assertThat(
              prod.query(
                      query ->
                          query
                              .tableName("events")
                              .keyConditionExpression("#w = :w")
                              .expressionAttributeNames(Map.of("#w", "who"))
                              .expressionAttributeValues(Map.of(":w", AttributeValue.fromS("ana"))))
                  .count())
          .isEqualTo(1);
      prod.deleteItem(delete -> delete.tableName("events").key(key));
      assertThat(prod.scan(scan -> scan.tableName("events")).count()).isZero();
      assertThat(prod.listTables().tableNames()).contains("events", "prod-orders");
    }
  }

  @Test
  void keepsAccountsApart() {
    try (DynamoDbClient staging = clients.client(DynamoDbClient.builder(), clients.staging());
        Ec2Client ec2 = clients.client(Ec2Client.builder(), clients.staging())) {
      assertThat(staging.listTables().tableNames()).contains("staging-orders");
      assertThatExceptionOfType(AwsServiceException.class)
          .isThrownBy(() -> staging.scan(scan -> scan.tableName("prod-orders")))
          .satisfies(
              e ->
                  assertThat(e.awsErrorDetails().errorCode())
                      .isEqualTo("ResourceNotFoundException"));
      assertThat(ec2.describeInstances().reservations())
          .allSatisfy(reservation -> assertThat(reservation.ownerId()).startsWith("222"));
    }
  }

  @Test
  void startsAndTerminatesInstances() {
    try (Ec2Client ec2 = clients.client(Ec2Client.builder(), clients.prod())) {
      assertThat(ec2.describeRegions().regions()).isNotEmpty();
      assertThatExceptionOfType(Ec2Exception.class)
          .isThrownBy(
              () -> ec2.runInstances(r -> r.imageId("ami-1").maxCount(1).minCount(1).dryRun(true)))
          .satisfies(e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("DryRunOperation"));
      List<Instance> started =
          ec2.runInstances(r -> r.imageId("ami-1").maxCount(2).minCount(1)).instances();
      assertThat(started).hasSize(2);
      String id = started.getFirst().instanceId();
      ec2.terminateInstances(r -> r.instanceIds(id));
      assertThat(
              ec2.describeInstances(r -> r.instanceIds(id))
                  .reservations()
                  .getFirst()
                  .instances()
                  .getFirst()
                  .state()
                  .nameAsString())
          .isEqualTo("terminated");
      assertThatExceptionOfType(Ec2Exception.class)
          .isThrownBy(() -> ec2.describeInstances(r -> r.instanceIds("i-none")));
    }
  }

  @Test
  void invokesFunctions() {
    try (LambdaClient lambda = clients.client(LambdaClient.builder(), clients.prod())) {
      assertThat(lambda.listFunctions().functions())
          .extracting(function -> function.functionName())
          .containsExactly("prod-hello");
      assertThat(
              lambda
                  .invoke(
                      call ->
                          call.functionName(
                                  "arn:aws:lambda:us-east-1:111111111111:function:prod-hello")
                              .payload(SdkBytes.fromUtf8String("{\"a\":1}")))
                  .payload()
                  .asUtf8String())
          .isEqualTo("{\"a\":1}");
      assertThatExceptionOfType(AwsServiceException.class)
          .isThrownBy(() -> lambda.getFunction(get -> get.functionName("none")));
    }
  }

  @Test
  void passesMessages() {
    try (SqsClient sqs = clients.client(SqsClient.builder(), clients.prod())) {
      String url = sqs.createQueue(queue -> queue.queueName("work")).queueUrl();
      assertThat(url).isEqualTo("https://sqs.us-east-1.amazonaws.com/111111111111/work");
      sqs.sendMessage(message -> message.queueUrl(url).messageBody("h\u00e9llo"));
      var received = sqs.receiveMessage(receive -> receive.queueUrl(url)).messages();
      assertThat(received).extracting(message -> message.body()).containsExactly("h\u00e9llo");
      sqs.deleteMessage(
          delete -> delete.queueUrl(url).receiptHandle(received.getFirst().receiptHandle()));
      assertThat(sqs.receiveMessage(receive -> receive.queueUrl(url)).messages()).isEmpty();
      assertThat(sqs.listQueues().queueUrls()).contains(url);
      assertThatExceptionOfType(AwsServiceException.class)
          .isThrownBy(() -> sqs.getQueueUrl(queue -> queue.queueName("none")));
    }
  }

  @Test
  void keepsUsers() {
    try (IamClient iam = clients.client(IamClient.builder().region(null), clients.staging())) {
      iam.createUser(user -> user.userName("raj"));
      assertThat(iam.listUsers().users())
          .extracting(user -> user.userName())
          .containsExactly("raj", "staging-ana");
      assertThat(iam.getUser(user -> user.userName("raj")).user().arn())
          .isEqualTo("arn:aws:iam::222222222222:user/raj");
      assertThat(iam.listRoles().roles())
          .extracting(role -> role.roleName())
          .containsExactly("countersign-gateway");
    }
  }

  @Test
  void showsRejectionsAsTheServicesDo() {
    AwsCredentials forged =
        new AwsCredentials(standIn.baseCredentials().accessKeyId(), Secret.of("wrong"), null, null);
    AwsCredentials placeholder =
        new AwsCredentials("AKIA111111111111CLDE", Secret.of("wrong"), null, null);
    assertThat(errors(forged))
        .containsExactly("SignatureDoesNotMatch", "InvalidSignatureException", "AuthFailure");
    assertThat(errors(placeholder))
        .containsExactly("InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure");
    assertThat(standIn.calls())
        .filteredOn(call -> call.rejection().isPresent())
        .allSatisfy(call -> assertThat(call.verified()).isFalse());
  }

  private static List<String> errors(AwsCredentials credentials) {
    try (StsClient sts = clients.client(StsClient.builder(), credentials);
        DynamoDbClient dynamoDb = clients.client(DynamoDbClient.builder(), credentials);
        Ec2Client ec2 = clients.client(Ec2Client.builder(), credentials)) {
      return List.of(
          error(sts::getCallerIdentity),
          error(dynamoDb::listTables),
          error(ec2::describeInstances));
    }
  }

  private static String error(Runnable call) {
    AwsServiceException[] thrown = new AwsServiceException[1];
    assertThatExceptionOfType(AwsServiceException.class)
        .isThrownBy(call::run)
        .satisfies(e -> thrown[0] = e);
    return thrown[0].awsErrorDetails().errorCode();
  }

  @Test
  void logsWhatArrived() {
    AwsCredentials prod = clients.prod();
    standIn.clearCalls();
    try (LambdaClient lambda = clients.client(LambdaClient.builder(), prod)) {
      lambda.listFunctions();
    }
    assertThat(standIn.calls())
        .filteredOn(call -> call.action().equals("ListFunctions"))
        .hasSize(1)
        .allSatisfy(
            call -> {
              assertThat(call.account()).isEqualTo(StandInOptions.PROD);
              assertThat(call.host()).isEqualTo("lambda.us-east-1.amazonaws.com");
              assertThat(call.status()).isEqualTo(200);
              assertThat(call.toString()).doesNotContain(prod.secretAccessKey().reveal());
            });
  }
}
