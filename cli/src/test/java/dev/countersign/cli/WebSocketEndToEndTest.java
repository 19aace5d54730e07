package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.config.ConfigReader;
import dev.countersign.model.AwsCredentials;
import dev.countersign.testkit.ReceivedCall;
import dev.countersign.testkit.StandIn;
import dev.countersign.testkit.StandInOptions;
import java.io.IOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner.AuthLocation;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;

/**
 * WebSockets through the assembled gateway to the stand-in: the JDK's client with URLs that the AWS
 * SDK presigned, a Python client with those that botocore did, and a raw socket.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebSocketEndToEndTest {

  private static final String RULES =
      """
      rules:
        - name: no analytics
          deny: aws.action == "StartCallAnalyticsStreamTranscriptionWebSocket"
          reason: Calls are not analysed.
        - name: the rest
          allow: aws.known
      """;

  private static final String OURS = "ourapi0001.execute-api.us-east-1.amazonaws.com";
  private static final String THEIRS = "theirapi01.execute-api.us-east-1.amazonaws.com";
  private static final String IOT = "a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com";
  private static final String TRANSCRIBE =
      "https://transcribestreaming.us-east-1.amazonaws.com:8443/stream-transcription-websocket"
          + "?language-code=en-US&media-encoding=pcm&sample-rate=16000";

  @TempDir private static Path directory;
  private StandIn aws;
  private RunningGateway gateway;
  private HttpClient http;

  @BeforeAll
  void start() throws IOException {
    aws = StandIn.start(StandInOptions.demo());
    Path config = Sandbox.write(directory, "127.0.0.1:0", RULES, aws.address(), aws.caPem());
    Files.writeString(
        config,
        Files.readString(config)
            .replace("{ name: staging,", "{ name: staging, apis: [%s, %s],".formatted(OURS, IOT))
            .replace("{ name: prod,", "{ name: prod, apis: [%s],".formatted(THEIRS)));
    gateway = RunningGateway.start(ConfigReader.read(config, Map.of()), Clock.systemUTC());
    http =
        HttpClient.newBuilder()
            .proxy(ProxySelector.of(gateway.address()))
            .sslContext(RawAgent.trust(gateway))
            .build();
  }

  @AfterAll
  void stop() {
    http.close();
    gateway.close();
    aws.close();
  }

  @BeforeEach
  void forget() {
    aws.clearCalls();
  }

  private SdkHttpRequest signed(String url, String service, AuthLocation where) {
    var credentials = DemoAgent.credentials(gateway.config(), "staging").resolveCredentials();
    return AwsV4HttpSigner.create()
        .sign(
            it ->
                it.identity(credentials)
                    .request(
                        SdkHttpRequest.builder()
                            .method(SdkHttpMethod.GET)
                            .uri(URI.create(url))
                            .build())
                    .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                    .putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
                    .putProperty(AwsV4HttpSigner.AUTH_LOCATION, where)
                    .putProperty(
                        AwsV4HttpSigner.EXPIRATION_DURATION,
                        where == AuthLocation.QUERY_STRING ? Duration.ofMinutes(4) : null))
        .request();
  }

  private WebSocket open(SdkHttpRequest request, Heard heard) {
    WebSocket.Builder builder = http.newWebSocketBuilder();
    request
        .headers()
        .forEach(
            (name, values) -> {
              if (!name.equalsIgnoreCase("host")) {
                builder.header(name, values.getFirst());
              }
            });
    String url = request.getUri().toString().replaceFirst("https", "wss");
    return builder.buildAsync(URI.create(url), heard).join();
  }

  private static ByteBuffer audio(String text) {
    byte[] payload = text.getBytes(StandardCharsets.US_ASCII);
    byte[] name = "\r:message-type\7\0\5event".getBytes(StandardCharsets.US_ASCII);
    ByteBuffer out = ByteBuffer.allocate(16 + name.length + payload.length);
    out.putInt(out.capacity()).putInt(name.length).putInt(crc(out)).put(name).put(payload);
    return out.putInt(crc(out)).flip();
  }

  private static int crc(ByteBuffer out) {
    var crc = new CRC32();
    crc.update(out.duplicate().flip());
    return (int) crc.getValue();
  }

  private List<JsonNode> records(String action) throws IOException {
    List<JsonNode> found = new ArrayList<>();
    for (String line : Files.readAllLines(gateway.config().audit().file())) {
      JsonNode node = new ObjectMapper().readTree(line);
      if (node.at("/call/action").asText().equals(action)) {
        found.add(node);
      }
    }
    return found;
  }

  private JsonNode lastOutcome(String action) throws Exception {
    for (int i = 0; i < 500; i++) {
      List<JsonNode> found = records(action);
      if (!found.isEmpty() && found.getLast().path("phase").asText().equals("outcome")) {
        return found.getLast();
      }
      Thread.sleep(20);
    }
    throw new AssertionError("no outcome of " + action);
  }

  @Test
  void theJdksClientIsTranscribed() throws Exception {
    Heard heard = new Heard();
    WebSocket socket = open(signed(TRANSCRIBE, "transcribe", AuthLocation.QUERY_STRING), heard);
    socket.sendBinary(audio("good morning"), true).join();
    assertThat(heard.next()).contains("TranscriptEvent").contains("good morning");
    socket.sendBinary(audio(""), true).join();
    assertThat(heard.next()).isEqualTo("closed 1000");
    assertThat(aws.calls())
        .filteredOn(call -> call.status() == 101)
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.verified()).isTrue();
              assertThat(call.account()).isEqualTo(StandInOptions.STAGING);
            });
    JsonNode outcome = lastOutcome("StartStreamTranscriptionWebSocket");
    assertThat(outcome.at("/upstream/status").asInt()).isEqualTo(101);
    assertThat(outcome.at("/call/method").asText()).isEqualTo("GET");
    assertThat(outcome.path("bytes_in").asLong()).isGreaterThan(40);
    assertThat(outcome.path("bytes_out").asLong()).isGreaterThan(40);
    assertThat(records("StartStreamTranscriptionWebSocket").size() % 2).isZero();
  }

  @Test
  void anErrorThatRepeatsTheRequestShowsNoCredentials() throws Exception {
    Heard heard = new Heard();
    WebSocket socket = open(signed(TRANSCRIBE, "transcribe", AuthLocation.QUERY_STRING), heard);
    socket.sendBinary(audio("repeat my request"), true).join();
    String told = heard.next();
    assertThat(told).contains("BadRequestException").contains("X-Amz-Security-Token=*");
    for (AwsCredentials real : aws.sessionCredentials()) {
      String token = Objects.requireNonNull(real.sessionToken()).reveal();
      assertThat(told)
          .doesNotContain(real.accessKeyId())
          .doesNotContain(token)
          .doesNotContain(URLEncoder.encode(token, StandardCharsets.UTF_8));
    }
    assertThat(heard.next()).isEqualTo("closed 1000");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void anApiOfTheAccountsIsSpokenWith(boolean inQuery) throws Exception {
    Heard heard = new Heard();
    WebSocket socket =
        open(
            signed(
                "https://" + OURS + "/prod?room=1",
                "execute-api",
                inQuery ? AuthLocation.QUERY_STRING : AuthLocation.HEADER),
            heard);
    socket.sendText("hel", false).join();
    socket.sendPing(ByteBuffer.allocate(3)).join();
    socket.sendText("lo", true).join();
    assertThat(heard.next()).isEqualTo("hello");
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
    assertThat(heard.next()).isEqualTo("closed 1000");
    JsonNode outcome = lastOutcome("ConnectWebSocket");
    assertThat(outcome.at("/call/resource").asText())
        .isEqualTo("arn:aws:execute-api:us-east-1:222222222222:ourapi0001/prod/$connect");
    assertThat(aws.calls()).filteredOn(call -> call.status() == 101).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://" + THEIRS + "/prod execute-api 403",
        "https://" + OURS + "/ execute-api 400",
        "https://transcribestreaming.us-east-1.amazonaws.com/call-analytics-stream-transcription-websocket"
            + " transcribe 403",
      })
  void refusalsAreOrdinaryAnswers(String line) {
    String[] words = line.split(" ");
    SdkHttpRequest request = signed(words[0], words[1], AuthLocation.QUERY_STRING);
    assertThatThrownBy(() -> open(request, new Heard()))
        .hasCauseInstanceOf(WebSocketHandshakeException.class)
        .satisfies(
            it ->
                assertThat(
                        ((WebSocketHandshakeException) Objects.requireNonNull(it.getCause()))
                            .getResponse()
                            .statusCode())
                    .isEqualTo(Integer.parseInt(words[2])));
    assertThat(aws.calls()).noneMatch(call -> call.status() == 101);
  }

  @Test
  void whatIsSmuggledBehindAnUpgradeReachesNobody() throws Exception {
    SdkHttpRequest request =
        signed("https://" + OURS + "/prod", "execute-api", AuthLocation.QUERY_STRING);
    String handshake =
        """
        GET %s HTTP/1.1
        Host: %s
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
        Sec-WebSocket-Version: 13

        """
            .formatted("/prod?" + request.encodedQueryParameters().orElseThrow(), OURS)
            .replace("\n", "\r\n");
    for (String behind : List.of(handshake, "\201\0", "DELETE / HTTP/1.1\r\nHost: " + OURS)) {
      try (RawAgent agent = RawAgent.tunnel(gateway, RawAgent.trust(gateway), OURS)) {
        agent.send(handshake + behind);
        assertThatThrownBy(
                () -> {
                  RawAgent.Answer answer = agent.answer();
                  assertThat(answer.status()).isGreaterThanOrEqualTo(400);
                  throw new IOException("refused");
                })
            .isInstanceOf(IOException.class);
      }
    }
    assertThat(aws.calls()).extracting(ReceivedCall::method).doesNotContain("DELETE");
    assertThat(aws.calls()).filteredOn(call -> call.host().equals(OURS)).hasSizeLessThan(4);
  }

  @Test
  void thePythonClientHoldsEveryCheck() throws Exception {
    Clients.needs("python3", "-c", "import boto3, websockets");
    assertThat(Clients.run(directory, gateway, "sockets.py", "python3"))
        .contains("WebSockets: every check held");
    assertThat(aws.calls()).allMatch(ReceivedCall::verified);
  }
}
