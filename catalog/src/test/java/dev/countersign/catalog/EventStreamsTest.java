package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Operations that take streams of events are read from their heads; the streams are not read. */
class EventStreamsTest {

  private static final Catalog CATALOG = Catalog.bundled();
  private static final String EVENTS = "STREAMING-AWS4-HMAC-SHA256-EVENTS";
  private static final String LEX = "/bots/B/botAliases/A/botLocales/en_US/sessions/S/conversation";

  record Request(
      String scope,
      String host,
      String path,
      Map<String, String> headers,
      String action,
      Map<String, Object> params,
      String resource,
      Set<Fact> unknown) {}

  static Stream<Request> streams() {
    return Stream.of(
        new Request(
            "lex",
            "runtime-v2-lex.eu-west-1.amazonaws.com",
            LEX,
            Map.of("x-amz-lex-conversation-mode", "AUDIO"),
            "StartConversation",
            Map.of(
                "botId", "B",
                "botAliasId", "A",
                "localeId", "en_US",
                "sessionId", "S",
                "conversationMode", "AUDIO"),
            "arn:aws:lex:eu-west-1:111122223333:bot-alias/B/A",
            Set.of(Fact.PARAMS)),
        new Request(
            "polly",
            "polly.eu-west-1.amazonaws.com",
            "/v1/synthesisStream",
            Map.of(
                "x-amzn-Engine", "generative",
                "x-amzn-OutputFormat", "mp3",
                "x-amzn-VoiceId", "Joanna"),
            "StartSpeechSynthesisStream",
            Map.of("Engine", "generative", "OutputFormat", "mp3", "VoiceId", "Joanna"),
            "",
            Set.of(Fact.PARAMS)),
        new Request(
            "bedrock",
            "bedrock-runtime.us-east-1.amazonaws.com",
            "/model/amazon.nova-sonic-v1%3A0/invoke-with-bidirectional-stream",
            Map.of(),
            "InvokeModelWithBidirectionalStream",
            Map.of("modelId", "amazon.nova-sonic-v1:0"),
            "arn:aws:bedrock:us-east-1::foundation-model/amazon.nova-sonic-v1:0",
            Set.of(Fact.PARAMS)),
        new Request(
            "qbusiness",
            "qbusiness.us-east-1.api.aws",
            "/applications/a1/conversations?userId=ana",
            Map.of(),
            "Chat",
            Map.of("applicationId", "a1", "userId", "ana"),
            "arn:aws:qbusiness:us-east-1:111122223333:application/a1",
            Set.of(Fact.PARAMS)));
  }

  private static AwsCall read(
      String method, Request stream, String payload, Map<String, String> more) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Host", stream.host()));
    headers.add(new Header("Content-Type", "application/vnd.amazon.eventstream"));
    headers.add(new Header("Transfer-Encoding", "chunked"));
    if (!payload.isEmpty()) {
      headers.add(new Header("x-amz-content-sha256", payload));
    }
    stream.headers().forEach((name, value) -> headers.add(new Header(name, value)));
    more.forEach((name, value) -> headers.add(new Header(name, value)));
    return CATALOG.read(
        new RequestHead(method, stream.path(), stream.host(), 443, new Headers(headers)),
        new SigningScope(stream.host().split("\\.")[1], stream.scope()),
        new Account("111122223333", "test"),
        unread());
  }

  private static RequestBody unread() {
    return new RequestBody() {
      @Override
      public byte[] bytes(int limit) {
        throw new AssertionError("the stream was read");
      }

      @Override
      public String sha256() {
        throw new AssertionError("the stream was hashed");
      }
    };
  }

  @ParameterizedTest
  @MethodSource("streams")
  void isReadFromItsHead(Request stream) {
    AwsCall call = read("POST", stream, EVENTS, Map.of());
    assertThat(call.action()).isEqualTo(stream.action());
    assertThat(call.params()).isEqualTo(stream.params());
    assertThat(call.resource()).isEqualTo(stream.resource());
    assertThat(call.unknown()).isEqualTo(stream.unknown());
  }

  /** A stream that is not signed event by event would go through unverified. */
  @ParameterizedTest
  @MethodSource("streams")
  void isRefusedInEveryOtherForm(Request stream) {
    for (String payload :
        List.of(
            "",
            "UNSIGNED-PAYLOAD",
            "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")) {
      assertThatThrownBy(() -> read("POST", stream, payload, Map.of()))
          .isInstanceOfSatisfying(
              Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.SIGNATURE_UNSUPPORTED));
    }
  }

  /** Another body must not come as events, nor an operation that nobody knows. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3 s3.eu-west-1.amazonaws.com PUT /bucket/key",
        "polly polly.eu-west-1.amazonaws.com POST /v1/speech",
        "polly polly.eu-west-1.amazonaws.com POST /v1/unknown",
        "bedrock bedrock-runtime.eu-west-1.amazonaws.com POST"
            + " /model/m/invoke-with-response-stream",
        "lambda lambda.eu-west-1.amazonaws.com POST /2015-03-31/functions/f/invocations"
      })
  void otherOperationsTakeNoEvents(String text) {
    String[] words = text.split(" ");
    Request call = new Request(words[0], words[1], words[3], Map.of(), "", Map.of(), "", Set.of());
    for (String payload : List.of(EVENTS, "STREAMING-AWS4-ECDSA-P256-SHA256-EVENTS")) {
      assertThatThrownBy(() -> read(words[2], call, payload, Map.of()))
          .isInstanceOfSatisfying(
              Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.AMBIGUOUS));
    }
  }

  /** Whatever a newer catalog has: the same as this list, or worth a look. */
  @Test
  void theseOperationsTakeEvents() {
    OperationIndex index = OperationIndex.bundled();
    List<String> taking =
        index.ids().stream()
            .map(id -> index.service(id).orElseThrow())
            .flatMap(
                service ->
                    service.operations().values().stream()
                        .filter(OperationModel::takesEvents)
                        .map(
                            operation ->
                                service.id()
                                    + " "
                                    + operation.name()
                                    + (mayName(service, operation) ? " may name resources" : "")))
            .toList();
    assertThat(taking)
        .containsExactly(
            "bedrock-runtime InvokeModelWithBidirectionalStream",
            "connecthealth StartMedicalScribeListeningSession may name resources",
            "lexv2-runtime StartConversation",
            "polly StartSpeechSynthesisStream",
            "qbusiness Chat");
  }

  private static boolean mayName(ServiceModel service, OperationModel operation) {
    return EventStreams.mayName(Found.operation(service, Protocol.REST_JSON, operation.name()));
  }
}
