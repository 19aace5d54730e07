package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Failure;
import dev.countersign.proxy.Transcripts.Transcript;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an agent with a raw socket may try, as data: {@code framing.txt} and {@code connect.txt}.
 */
class FramingTest extends OneGateway {

  static List<Transcript> framing() {
    return Transcripts.read("framing.txt");
  }

  static List<Transcript> connect() {
    return Transcripts.read("connect.txt");
  }

  @ParameterizedTest
  @MethodSource
  void framing(Transcript transcript) throws Exception {
    try (Wire client = fixture.tls()) {
      client.send(transcript.request());
      if (transcript.status() == 0) {
        client.socket().shutdownOutput();
        assertThat(client.ended()).isTrue();
        assertThat(fixture.decisions.asked).isSubsetOf("OUTCOME");
        return;
      }
      Wire.Message answer = client.message();
      assertThat(answer.status()).isEqualTo(transcript.status());
      assertThat(answer.text()).contains(transcript.message());
      if (transcript.status() != 200) {
        assertThat(fixture.outcomes(1).getFirst().refused().orElseThrow().failure())
            .isIn(Failure.FRAMING, Failure.AUTHORITY);
        assertThat(fixture.decisions.asked).containsExactly("OUTCOME");
        assertThat(client.ended()).isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource
  void connect(Transcript transcript) throws Exception {
    try (Wire client = fixture.plain()) {
      client.send(transcript.request());
      if (transcript.status() == 0) {
        assertThat(client.ended()).isTrue();
        return;
      }
      Wire.Message answer = client.message();
      assertThat(answer.status()).isEqualTo(transcript.status());
      assertThat(answer.text()).contains(transcript.message());
      if (transcript.status() != 200) {
        assertThat(client.ended()).isTrue();
      }
    }
  }

  @Test
  void theSecondRequestOfAConnectionIsJudgedLikeTheFirst() throws Exception {
    try (Wire client = fixture.tls()) {
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(200);
      client.send("GET /b HTTP/1.1\r\nHost: sts.amazonaws.com\r\n\r\n");
      assertThat(client.message().status()).isEqualTo(400);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void whatIsSmuggledBehindARefusedRequestIsNeverRead() throws Exception {
    try (Wire client = fixture.tls()) {
      client.send(
          "POST /a HTTP/1.1\r\nHost: "
              + Fixture.HOST
              + "\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
              + Fixture.get("/smuggled"));
      assertThat(client.message().status()).isEqualTo(400);
      assertThat(client.ended()).isTrue();
      assertThat(fixture.decisions.asked).containsExactly("OUTCOME");
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws Exception {
    try (Wire client = fixture.tls()) {
      client.send(Fixture.get("/1") + Fixture.get("/2") + Fixture.get("/3"));
      for (int i = 0; i < 3; i++) {
        assertThat(client.message().status()).isEqualTo(200);
      }
    }
  }
}
