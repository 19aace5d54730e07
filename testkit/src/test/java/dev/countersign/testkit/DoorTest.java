package dev.countersign.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import dev.countersign.model.AwsCredentials;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpFullRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/** What current SDKs no longer send, and how errors look in each protocol. */
class DoorTest {

  private static final Clock CLOCK = Clock.fixed(Fixture.NOW, ZoneOffset.UTC);

  private final CallLog log = new CallLog();
  private final World world =
      new World(
          StandInOptions.demo().withClock(CLOCK),
          Fixture.keys(),
          Fixture.BASE_CALLER,
          new RoleLog());
  private final Door door = new Door(Fixture.verifierAt(Fixture.NOW), world.services(), log, CLOCK);

  private Reply answer(SdkSigned request) {
    return door.answer(
        request.head(), request.body(), AwsEndpoint.of(request.head().host()).orElseThrow());
  }

  private static SdkSigned query(String host, String form, AwsCredentials credentials) {
    SdkHttpFullRequest request =
        SdkSigned.request("POST", host, "/")
            .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")
            .build();
    return SdkSigned.sign(request, form.getBytes(UTF_8), credentials);
  }

  private static String text(Reply reply) {
    return new String(reply.body(), UTF_8);
  }

  @Test
  void speaksTheQueryProtocolOfOlderSqsClients() {
    String host = "sqs.eu-west-1.amazonaws.com";
    String url = "https%3A%2F%2Fsqs.eu-west-1.amazonaws.com%2F111111111111%2Fq";
    for (String form :
        List.of(
            "Action=CreateQueue&QueueName=q",
            "Action=GetQueueUrl&QueueName=q",
            "Action=ListQueues")) {
      assertThat(text(answer(query(host, form, Fixture.SESSION))))
          .contains("<QueueUrl>https://sqs.eu-west-1.amazonaws.com/111111111111/q</QueueUrl>");
    }
    String sent =
        text(
            answer(
                query(
                    host, "Action=SendMessage&MessageBody=a+b&QueueUrl=" + url, Fixture.SESSION)));
    assertThat(sent).contains("<MD5OfMessageBody>0cc9cd4dd26c5137b675a0d819cb9ab0<");
    assertThat(text(answer(query(host, "Action=ReceiveMessage&QueueUrl=" + url, Fixture.SESSION))))
        .contains("<Body>a b</Body>");
    assertThat(
            text(
                answer(
                    query(host, "Action=SendMessage&MessageBody=x&QueueUrl=" + url, Fixture.BASE))))
        .contains("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>");
  }

  @Test
  void refusesARepeatedAction() {
    Reply reply =
        answer(
            query(
                "ec2.us-east-1.amazonaws.com",
                "Action=DescribeInstances&Action=TerminateInstances",
                Fixture.SESSION));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(text(reply)).contains("<Response><Errors><Error><Code>ValidationError</Code>");
  }

  @Test
  void writesErrorsInTheCallersProtocol() throws IOException {
    assertThat(text(answer(query("iam.amazonaws.com", "Action=Nothing", Fixture.SESSION))))
        .contains("<ErrorResponse><Error><Type>Sender</Type><Code>InvalidAction</Code>");
    assertThat(text(answer(query("ec2.us-east-1.amazonaws.com", "Action=Nothing", Fixture.BASE))))
        .contains("<Response><Errors><Error><Code>InvalidAction</Code>");
    SdkHttpFullRequest list =
        SdkSigned.request("GET", "s3.us-east-1.amazonaws.com", "/nowhere").build();
    assertThat(text(answer(SdkSigned.sign(list, new byte[0], Fixture.SESSION))))
        .contains("<Error><Code>NoSuchBucket</Code>");
    SdkHttpFullRequest keys =
        SdkSigned.request("POST", "kms.us-east-1.amazonaws.com", "/")
            .putHeader("X-Amz-Target", "TrentService.ListKeys")
            .build();
    assertThat(text(answer(SdkSigned.sign(keys, new byte[0], Fixture.SESSION))))
        .contains("\"__type\":\"UnknownOperationException\"");
    SdkHttpFullRequest cbor =
        SdkSigned.request("POST", "monitoring.us-east-1.amazonaws.com", "/service/X/operation/Y")
            .putHeader("smithy-protocol", "rpc-v2-cbor")
            .build();
    Reply reply = answer(SdkSigned.sign(cbor, new byte[0], Fixture.SESSION));
    assertThat(reply.headers().all("smithy-protocol")).containsExactly("rpc-v2-cbor");
    assertThat(new CBORMapper().readTree(reply.body()).get("__type").asText())
        .isEqualTo("UnknownOperationException");
  }

  @Test
  void servesPresignedRequestsForAsLongAsTheyLast() {
    world.seed(Fixture.SESSION_ACCOUNT, "prod");
    SdkSigned request =
        SdkSigned.sign(
            SdkSigned.request("GET", "prod-reports.s3.us-east-1.amazonaws.com", "/2026/january.txt")
                .build(),
            new byte[0],
            Fixture.SESSION,
            options ->
                options
                    .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                    .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AuthLocation.QUERY_STRING)
                    .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, Duration.ofMinutes(1)));
    assertThat(text(answer(request))).isEqualTo("January of prod\n");
    assertThat(answer(request.withTarget(target -> target.replace("january", "february"))).status())
        .isEqualTo(403);
    Door later =
        new Door(Fixture.verifierAt(Fixture.NOW.plusSeconds(61)), world.services(), log, CLOCK);
    Reply late =
        later.answer(
            request.head(), request.body(), AwsEndpoint.of(request.head().host()).orElseThrow());
    assertThat(text(late)).contains("<Code>RequestTimeTooSkewed</Code>");
  }

  @Test
  void logsRejectionsWithTheKeyThatWasClaimed() {
    answer(
        query("iam.amazonaws.com", "Action=ListUsers", Fixture.SESSION)
            .withHeader("X-Amz-Security-Token", token -> "another"));
    assertThat(log.all())
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.rejection()).contains(Rejection.BAD_TOKEN);
              assertThat(call.accessKeyId()).isEqualTo(Fixture.SESSION.accessKeyId());
              assertThat(call.account()).isEmpty();
              assertThat(call.error()).isEqualTo("InvalidClientTokenId");
            });
  }

  @Test
  void refusesDeclarationsOfEntities() {
    world.seed(Fixture.SESSION_ACCOUNT, "prod");
    String bomb =
        "<!DOCTYPE d [<!ENTITY e \"boom\">]><Delete><Object><Key>&e;</Key></Object></Delete>";
    SdkHttpFullRequest request =
        SdkSigned.request("POST", "prod-reports.s3.us-east-1.amazonaws.com", "/")
            .putRawQueryParameter("delete", "")
            .build();
    assertThat(text(answer(SdkSigned.sign(request, bomb.getBytes(UTF_8), Fixture.SESSION))))
        .contains("<Code>MalformedXML</Code>");
  }
}
