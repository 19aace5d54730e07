package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Failure;
import dev.countersign.model.Verdict;
import dev.countersign.proxy.Transcripts.Transcript;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How a WebSocket is opened, and in how many ways it is not. */
@ExtendWith(LeakExtension.class)
class WebSocketHandshakeTest {

  /** A bar is the end of a line. */
  private static final String AGREED =
      "HTTP/1.1 101 x|Upgrade: websocket|Connection: Upgrade|Sec-WebSocket-Accept: {ACCEPT}|";

  @TempDir Path state;

  static List<Transcript> handshakes() {
    return Transcripts.read("websocket-handshakes.txt");
  }

  @ParameterizedTest
  @MethodSource("handshakes")
  void handshake(Transcript transcript) throws Exception {
    String answer =
        transcript.status() == 101 ? AGREED + "|" : "HTTP/1.1 200 OK|Content-Length: 0||";
    try (WebSocketWorld world = WebSocketWorld.answering(state, answer);
        Wire client = world.fixture.tls()) {
      client.send(transcript.request());
      Wire.Message told = client.message();
      assertThat(told.status()).isEqualTo(transcript.status());
      assertThat(told.text()).contains(transcript.message());
      if (transcript.status() == 400) {
        assertThat(world.fixture.decisions.asked).containsExactly("OUTCOME");
        assertThat(world.aws.connections()).isZero();
        assertThat(client.ended()).isTrue();
      }
    }
  }

  @Test
  void whatGoesUpstreamIsTheGatewaysOwnHandshake() throws Exception {
    try (WebSocketWorld world = WebSocketWorld.agreeing(state, Wire::ended);
        Wire client = world.fixture.tls()) {
      client.send(
          WebSocketWorld.HANDSHAKE.replace(
              "\r\n\r\n", "\r\nSec-WebSocket-Protocol: mqtt, b\r\nX-Own: 1\r\n\r\n"));
      Wire.Message told = client.head();
      Wire.Message sent = WebSocketWorld.taken(world.requests);
      assertThat(sent.lines()).filteredOn(line -> line.startsWith("sec-websocket-")).hasSize(3);
      assertThat(sent.header("upgrade")).isEqualTo("websocket");
      assertThat(sent.header("connection")).isEqualTo("Upgrade");
      assertThat(sent.header("sec-websocket-version")).isEqualTo("13");
      assertThat(sent.header("sec-websocket-protocol")).isEqualTo("mqtt, b");
      assertThat(sent.header("sec-websocket-key"))
          .matches("[A-Za-z0-9+/]{22}==")
          .isNotEqualTo(WebSocketWorld.KEY);
      assertThat(sent.header("authorization")).isEqualTo("signed with ASIAREAL");
      assertThat(sent.header("x-own")).isEqualTo("1");
      assertThat(told.header("sec-websocket-protocol")).isEmpty();
      assertThat(told.header("x-amzn-requestid")).isEqualTo("aws-1");
      assertThat(told.header("x-countersign-request-id")).isNotEmpty();
    }
  }

  @Test
  void aProtocolThatWasOfferedIsAgreedOn() throws Exception {
    try (WebSocketWorld world =
            WebSocketWorld.answering(state, AGREED + "Sec-WebSocket-Protocol: mqtt||");
        Wire client = world.fixture.tls()) {
      client.send(
          WebSocketWorld.HANDSHAKE.replace(
              "\r\n\r\n", "\r\nSec-WebSocket-Protocol: a,mqtt\r\n\r\n"));
      assertThat(client.head().header("sec-websocket-protocol")).isEqualTo("mqtt");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 101 x|Upgrade: websocket|Connection: Upgrade|"
            + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=||",
        "HTTP/1.1 101 x|Upgrade: websocket|Connection: Upgrade||12345678abcdefgh",
        "HTTP/1.1 101 x|Connection: Upgrade|Sec-WebSocket-Accept: {ACCEPT}||",
        "HTTP/1.1 101 x|Upgrade: h2c|Connection: Upgrade|Sec-WebSocket-Accept: {ACCEPT}||",
        "HTTP/1.1 101 x|Upgrade: websocket|Sec-WebSocket-Accept: {ACCEPT}||",
        AGREED + "Sec-WebSocket-Accept: {ACCEPT}||",
        AGREED + "Sec-WebSocket-Extensions: permessage-deflate||",
        AGREED + "Sec-WebSocket-Protocol: mqtt||",
      })
  void anAgreementToAnotherHandshakeIsNone(String answer) throws Exception {
    try (WebSocketWorld world = WebSocketWorld.answering(state, answer);
        Wire client = world.fixture.tls()) {
      assertThat(client.send(WebSocketWorld.HANDSHAKE).message().status()).isEqualTo(502);
      assertThat(client.ended()).isTrue();
      assertThat(world.outcome().refused().orElseThrow().failure())
          .isEqualTo(Failure.UPSTREAM_UNREACHABLE);
    }
  }

  @Test
  void anotherAnswerIsAnOrdinaryOneAndNothingFollowsIt() throws Exception {
    String no = "HTTP/1.1 403 Forbidden|Content-Length: 21||token: real-token. No";
    try (WebSocketWorld world = WebSocketWorld.answering(state, no);
        Wire client = world.fixture.tls()) {
      Wire.Message told = client.send(WebSocketWorld.HANDSHAKE).message();
      assertThat(told.status()).isEqualTo(403);
      assertThat(told.text()).isEqualTo("token: **********. No");
      assertThat(told.header("connection")).isEqualTo("close");
      client.send(Fixture.get("/second"));
      assertThat(client.ended()).isTrue();
      assertThat(world.requests).hasSize(1);
      assertThat(world.outcome().upstream().orElseThrow().status()).isEqualTo(403);
      assertThat(world.fixture.decisions.records).hasSize(2);
    }
  }

  /** The token stands in the query of the upgrade, and whoever repeats that repeats the token. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 307 x|Location: /ws?X-Amz-Security-Token=real-token|Content-Length: 0||",
        "HTTP/1.1 403 x|Content-Length: 0|x-asked: real-token by ASIAREAL||",
        "HTTP/1.1 200 OK|Content-Length: 16||asked real-token",
        "HTTP/1.1 200 OK|Transfer-Encoding: chunked||10|asked real-token|0||",
        AGREED + "x-asked: real-token, real-secret||",
      })
  void nothingThatAwsAnswersShowsCredentials(String answer) throws Exception {
    try (WebSocketWorld world = WebSocketWorld.answering(state, answer);
        Wire client = world.fixture.tls()) {
      client.send(WebSocketWorld.HANDSHAKE);
      Wire.Message told = answer.contains("200 OK") ? client.message() : client.head();
      assertThat(told.status()).isLessThan(500);
      assertThat(told.text() + told.lines())
          .contains("**********")
          .doesNotContain("real-")
          .doesNotContain("ASIAREAL");
    }
  }

  @Test
  void aCompressedAnswerThatIsNoAgreementIsNotPassedOn() throws Exception {
    String packed = "HTTP/1.1 200 OK|Content-Encoding: gzip|Content-Length: 3||abc";
    try (WebSocketWorld world = WebSocketWorld.answering(state, packed);
        Wire client = world.fixture.tls()) {
      assertThat(client.send(WebSocketWorld.HANDSHAKE).message().status()).isEqualTo(502);
    }
  }

  @Test
  void aRefusedUpgradeDialsNobodyAndEndsTheConnection() throws Exception {
    try (WebSocketWorld world = WebSocketWorld.agreeing(state, Wire::ended);
        Wire client = world.fixture.tls()) {
      world.fixture.decisions.verdict = new Verdict.Deny("no", "because");
      assertThat(client.send(WebSocketWorld.HANDSHAKE).message().status()).isEqualTo(403);
      assertThat(client.ended()).isTrue();
      assertThat(world.aws.connections()).isZero();
      assertThat(world.fixture.decisions.asked).contains("upgrade", "judge").doesNotContain("sign");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\201\205\021\042\063\104abcde",
        "\201",
        "\r\n",
        "\0",
        "\1\2",
        "GET /smuggled HTTP/1.1\r\nHost: s3.eu-west-1.amazonaws.com\r\n\r\n",
        "GET /half-of-one HTTP/1.1\r\nHost: s3",
      })
  void whatComesBeforeTheAnswerEndsTheConnection(String early) throws Exception {
    try (WebSocketWorld world = WebSocketWorld.agreeing(state, Wire::ended);
        Wire client = world.fixture.tls()) {
      client.send(WebSocketWorld.HANDSHAKE + early);
      byte[] told = client.in().readAllBytes();
      assertThat(new String(told, java.nio.charset.StandardCharsets.ISO_8859_1))
          .doesNotContain(" 101 ")
          .doesNotContain(" 200 ");
      world.outcome();
      assertThat(world.fixture.decisions.asked.stream().filter("signature"::equals)).hasSize(1);
      assertThat(world.requests.size()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void aHostThatTakesNoWebSocketsIsNotAskedForOne() throws Exception {
    try (WebSocketWorld world = WebSocketWorld.agreeing(state, Wire::ended)) {
      world.fixture.decisions.webSockets = false;
      try (Wire client = world.fixture.tls()) {
        assertThat(client.send(WebSocketWorld.HANDSHAKE).message().status()).isEqualTo(400);
        assertThat(world.aws.connections()).isZero();
        assertThat(world.fixture.decisions.asked).containsExactly("OUTCOME");
      }
    }
  }

  @Test
  void aSwitchThatNobodyAskedForIsNone() throws Exception {
    try (WebSocketWorld world = WebSocketWorld.answering(state, AGREED + "|");
        Wire client = world.fixture.tls()) {
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(502);
    }
  }

  @Test
  void theEndpointListenerTakesNone() throws Exception {
    try (WebSocketWorld world = WebSocketWorld.agreeing(state, Wire::ended);
        Wire client = world.fixture.endpoint()) {
      assertThat(client.send(WebSocketWorld.HANDSHAKE).message().status()).isEqualTo(400);
      assertThat(world.aws.connections()).isZero();
    }
  }
}
