package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningAlgorithm;
import dev.countersign.model.SigningScope;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketsTest {

  private static final Catalog CATALOG = Catalog.bundled();
  private static final Account ACCOUNT = new Account("222222222222", "staging");
  private static final String TRANSCRIBE = "transcribestreaming.eu-west-1.amazonaws.com";
  private static final String API = "abcdef1234.execute-api.eu-west-1.amazonaws.com";
  private static final String IOT = "a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com";

  private static AwsCall read(String host, String target, String service) {
    return read(host, target, service, Headers.EMPTY);
  }

  @ParameterizedTest
  @CsvSource({
    "transcribestreaming.eu-west-1.amazonaws.com, true, false, true",
    "transcribestreaming-fips.us-gov-west-1.amazonaws.com, true, false, true",
    "transcribestreaming.cn-north-1.amazonaws.com.cn, true, false, true",
    "abcdef1234.execute-api.eu-west-1.amazonaws.com, false, true, false",
    "abcdef1234.execute-api.cn-north-1.amazonaws.com.cn, false, true, false",
    "a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com, false, true, false",
    "a1b2c3d4e5f6g7.iot.eu-west-1.amazonaws.com, false, true, false",
  })
  void hosts(String host, boolean otherPort, boolean ofAccount, boolean events) {
    Set<Integer> ports = otherPort ? Set.of(443, 8443) : Set.of(443);
    assertThat(CATALOG.webSocketHost(host)).contains(new WebSocketHost(ports, ofAccount, events));
    assertThat(CATALOG.isAwsEndpoint(host)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3.eu-west-1.amazonaws.com",
        "iot.eu-west-1.amazonaws.com",
        "data-ats.iot.eu-west-1.amazonaws.com",
        "credentials.iot.eu-west-1.amazonaws.com",
        "a1b2c3d4e5f6g7.credentials.iot.eu-west-1.amazonaws.com",
        "execute-api.eu-west-1.amazonaws.com",
        "x.abcdef1234.execute-api.eu-west-1.amazonaws.com",
        "abcdef1234-vpce-0123456789abcdef0.execute-api.eu-west-1.amazonaws.com",
        "abcdef1234.execute-api.moon-north-1.amazonaws.com",
        "abcdef1234.execute-api.cn-north-1.amazonaws.com",
        "abcdef1234.execute-api.eu-west-1.amazonaws.com.",
        "ABCDEF1234.execute-api.eu-west-1.amazonaws.com",
        "abcdef1234.execute-api.eu-west-1.amazonaws.com.evil.example",
        "xtranscribestreaming.eu-west-1.amazonaws.com",
        "transcribestreaming.eu-west-1.evil.example",
        "transcribestreaming-eu-west-1.amazonaws.com",
        "transcribe.eu-west-1.amazonaws.com",
      })
  void otherHostsTakeNone(String host) {
    assertThat(CATALOG.webSocketHost(host)).isEmpty();
    assertThatThrownBy(() -> read(host, "/mqtt", "iotdevicegateway"))
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.failure()).isEqualTo(Failure.HOST_NOT_PERMITTED));
  }

  @ParameterizedTest
  @CsvSource({
    "/stream-transcription-websocket, StartStreamTranscriptionWebSocket",
    "/medical-stream-transcription-websocket, StartMedicalStreamTranscriptionWebSocket",
    "/call-analytics-stream-transcription-websocket,"
        + " StartCallAnalyticsStreamTranscriptionWebSocket",
  })
  void transcribe(String path, String action) {
    AwsCall call = read(TRANSCRIBE, path + "?language-code=en-US&sample-rate=16000", "transcribe");
    assertThat(call.action()).isEqualTo(action);
    assertThat(call.iamActions()).containsExactly("transcribe:" + action);
    assertThat(call.access()).isEqualTo(Access.WRITE);
    assertThat(call.method()).isEqualTo("GET");
    assertThat(call.params()).isEqualTo(Map.of("language-code", "en-US", "sample-rate", "16000"));
    assertThat(call.resources()).isEmpty();
    assertThat(call.unknown()).isEmpty();
    assertThat(call.runsCode()).isFalse();
  }

  @Test
  void anApiOfTheAccounts() {
    AwsCall call = read(API, "/prod?room=1", "execute-api");
    assertThat(call.action()).isEqualTo("ConnectWebSocket");
    assertThat(call.resource())
        .isEqualTo("arn:aws:execute-api:eu-west-1:222222222222:abcdef1234/prod/$connect");
    assertThat(call.iamActions()).containsExactly("execute-api:Invoke");
    assertThat(call.runsCode()).isTrue();
  }

  /** Nothing is asked again, so the upgrade is everything that may follow. */
  @Test
  void theBrokerIsEverythingThatFollows() {
    AwsCall call = read(IOT, "/mqtt", "iotdevicegateway");
    assertThat(call.iamActions())
        .isEqualTo(
            List.of(
                "iot:Connect", "iot:Publish", "iot:Receive", "iot:RetainPublish", "iot:Subscribe"));
    assertThat(call.unknown()).containsExactlyInAnyOrder(Fact.RESOURCES, Fact.FOREIGN_ACCOUNT);
    assertThat(call.runsCode()).isTrue();
    // $aws/certificates/create answers with a private key, as CreateKeysAndCertificate does.
    assertThat(call.returnsCredentials()).isTrue();
    assertThat(read(API, "/prod", "execute-api").returnsCredentials()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "transcribestreaming.eu-west-1.amazonaws.com, /, transcribe, UNREADABLE",
    "transcribestreaming.eu-west-1.amazonaws.com, /stream-transcription, transcribe, UNREADABLE",
    "transcribestreaming.eu-west-1.amazonaws.com, //stream-transcription-websocket, transcribe,"
        + " UNREADABLE",
    "transcribestreaming.eu-west-1.amazonaws.com, /stream-transcription-websocket, s3, AMBIGUOUS",
    "transcribestreaming.us-east-1.amazonaws.com, /stream-transcription-websocket, transcribe,"
        + " AMBIGUOUS",
    "transcribestreaming.eu-west-1.amazonaws.com, /stream-transcription-websocket?a=1&a=2,"
        + " transcribe, AMBIGUOUS",
    "abcdef1234.execute-api.eu-west-1.amazonaws.com, /prod/@connections/x, execute-api, UNREADABLE",
    "abcdef1234.execute-api.eu-west-1.amazonaws.com, /%70rod, execute-api, UNREADABLE",
    "abcdef1234.execute-api.eu-west-1.amazonaws.com, /, execute-api, UNREADABLE",
    "abcdef1234.execute-api.eu-west-1.amazonaws.com, /prod, iotdevicegateway, AMBIGUOUS",
    "a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com, /mqtt/, iotdevicegateway, UNREADABLE",
    "a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com, /topics/t, iotdevicegateway, UNREADABLE",
  })
  void refused(String host, String target, String service, Failure failure) {
    assertThatThrownBy(() -> read(host, target, service))
        .isInstanceOfSatisfying(Refusal.class, it -> assertThat(it.failure()).isEqualTo(failure));
  }

  private static AwsCall read(String host, String target, String service, Headers headers) {
    return CATALOG.readUpgrade(
        new RequestHead("GET", target, host, 443, headers),
        new SigningScope("eu-west-1", service),
        ACCOUNT);
  }

  /** AWS IoT would let in whom its authorizer lets in, with what the agent shows it. */
  @Test
  void awsIotIsNotAskedWithASignatureThatItDoesNotLookFor() {
    Headers signed = Headers.of("Authorization", "AWS4-HMAC-SHA256 Credential=...");
    assertThatThrownBy(() -> read(IOT, "/mqtt", "iotdevicegateway", signed))
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.failure()).isEqualTo(Failure.SIGNATURE_UNSUPPORTED));
    assertThat(read(API, "/prod", "execute-api", signed).known()).isTrue();
    assertThat(read(IOT, "/mqtt", "iotdevicegateway").known()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com, /mqtt, iotdevicegateway,"
        + " x-amz-customauthorizer-name",
    "a1b2c3d4e5f6g7-ats.iot.eu-west-1.amazonaws.com, /mqtt, iotdevicegateway,"
        + " X-Amz-CustomAuthorizer-Signature",
    "transcribestreaming.eu-west-1.amazonaws.com, /stream-transcription-websocket, transcribe,"
        + " x-amzn-transcribe-language-code",
    "abcdef1234.execute-api.eu-west-1.amazonaws.com, /prod, execute-api, X-Amz-Anything",
  })
  void aHeaderThatAwsMightObeyIsNotPassedOnUnjudged(
      String host, String target, String service, String name) {
    assertThatThrownBy(() -> read(host, target, service, Headers.of(name, "x")))
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.failure()).isEqualTo(Failure.AMBIGUOUS));
  }

  @Test
  void whatSignsAndTracesIsNoParameter() {
    Headers headers =
        Headers.of("X-Amz-Date", "20260302T120000Z")
            .plus("X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD")
            .plus("X-Amz-Security-Token", "t")
            .plus("x-amz-user-agent", "u")
            .plus("X-Amzn-Trace-Id", "Root=1")
            .plus("amz-sdk-request", "attempt=1")
            .plus("x-room", "1");
    assertThat(read(API, "/prod?room=1", "execute-api", headers).params())
        .isEqualTo(Map.of("room", "1"));
  }

  @Test
  void whatTheHandshakeOffersIsAParameter() {
    Headers offer = Headers.of("sec-websocket-protocol", "a, b").plus("Sec-WebSocket-Key", "k");
    assertThat(read(API, "/prod?room=1", "execute-api", offer).params())
        .isEqualTo(Map.of("room", "1", "Sec-WebSocket-Protocol", "a, b"));
    assertThatThrownBy(() -> read(API, "/prod?Sec-WebSocket-Protocol=c", "execute-api", offer))
        .hasMessageContaining("is repeated");
  }

  @Test
  void aSetOfRegionsIsNotTaken() {
    SigningScope set = new SigningScope(SigningAlgorithm.SIGV4A, "eu-west-1", "execute-api");
    RequestHead head = new RequestHead("GET", "/prod", API, 443, Headers.EMPTY);
    assertThatThrownBy(() -> CATALOG.readUpgrade(head, set, ACCOUNT))
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.failure()).isEqualTo(Failure.SIGNATURE_UNSUPPORTED));
  }

  @Test
  void rulesMayNameWhatThereIs() {
    KnownNames names = CATALOG.names();
    assertThat(names.actions().get("transcribe")).contains("StartStreamTranscriptionWebSocket");
    assertThat(names.actions()).containsKeys("execute-api", "iotdevicegateway");
    assertThat(names.iamActions()).contains("iot:Connect", "iot:RetainPublish");
  }
}
