package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditRecord;
import dev.countersign.model.Failure;
import dev.countersign.proxy.Transcripts.Transcript;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The endpoint listener: who is served there, and what reaches AWS. */
class EndpointTest extends OneGateway {

  static List<Transcript> transcripts() {
    return Transcripts.read("endpoint.txt");
  }

  @ParameterizedTest
  @MethodSource
  void transcripts(Transcript transcript) throws Exception {
    int dialled = aws.connections();
    try (Wire client = fixture.endpoint()) {
      client.send(own(new String(transcript.request(), StandardCharsets.ISO_8859_1)));
      if (transcript.status() == 0) {
        assertThat(client.ended()).isTrue();
        assertThat(fixture.decisions.asked).isEmpty();
        return;
      }
      Wire.Message answer = client.message();
      assertThat(answer.status()).isEqualTo(transcript.status());
      assertThat(answer.text()).contains(transcript.message());
      AuditRecord outcome = fixture.outcomes(1).getFirst();
      if (transcript.status() != 200) {
        assertThat(outcome.refused().orElseThrow().failure())
            .isIn(Failure.FRAMING, Failure.AUTHORITY);
        assertThat(fixture.decisions.asked).containsExactly("OUTCOME");
        assertThat(client.ended()).isTrue();
        assertThat(aws.connections()).isEqualTo(dialled);
      }
    }
  }

  private String own(String request) {
    int port = fixture.gateway.endpoint().orElseThrow().getPort();
    return request.replace("{OWN}", "127.0.0.1:" + port).replace("{PORT}", "" + port);
  }

  /** Who asks is known before it is looked where to; the rules see what AWS will. */
  @Test
  void theHostIsFoundOnceTheSenderIsKnownAndBeforeAnythingIsJudged() throws Exception {
    try (Wire client = fixture.endpoint()) {
      client.send(own("GET /a HTTP/1.1\r\nHost: {OWN}\r\n\r\n"));
      assertThat(client.message().status()).isEqualTo(200);
      AuditRecord outcome = fixture.outcomes(1).getFirst();
      assertThat(outcome.call().orElseThrow().host()).isEqualTo(ScriptedAws.HOST);
      assertThat(fixture.decisions.asked)
          .containsExactly(
              "signature",
              "identify",
              "locate",
              "read",
              "running",
              "judge",
              "narrow",
              "INTENT",
              "session",
              "sign",
              "OUTCOME");
    }
  }

  /** RFC 9113, 3.3: cleartext with prior knowledge. */
  @Test
  void http2IsHeldToTheSameNamesAndReachesAws() throws Exception {
    String own = own("{OWN}");
    try (Http2Wire client = Http2Wire.client(fixture.endpoint().socket())) {
      assertThat(asked(client, "http", own).status()).isEqualTo(200);
      assertThat(asked(client, "http", own.replace("127.0.0.1", "localhost")).status())
          .isEqualTo(200);
      int dialled = aws.connections();
      for (Http2Wire.Answer refused :
          List.of(
              asked(client, "https", own),
              asked(client, "http", ScriptedAws.HOST),
              asked(client, "http", own("rebound.example:{PORT}")),
              asked(client, "http", own, "host", "rebound.example"),
              asked(client, "http", own, "origin", "http://" + own))) {
        assertThat(refused.status()).isEqualTo(400);
      }
      assertThat(asked(client, "http", own).status()).as("the connection goes on").isEqualTo(200);
      assertThat(aws.connections()).isLessThanOrEqualTo(dialled + 1);
      assertThat(fixture.outcomes(8))
          .filteredOn(outcome -> outcome.refused().isPresent())
          .hasSize(5)
          .allSatisfy(
              outcome ->
                  assertThat(outcome.refused().orElseThrow().failure())
                      .isIn(Failure.FRAMING, Failure.AUTHORITY));
    }
  }

  private static Http2Wire.Answer asked(
      Http2Wire client, String scheme, String authority, String... more) throws Exception {
    int stream = client.newStream();
    client.headers(
        stream,
        true,
        Stream.concat(
                Stream.of(":method", "GET", ":scheme", scheme, ":path", "/a"),
                Stream.concat(Stream.of(":authority", authority), Stream.of(more)))
            .toArray(String[]::new));
    return client.answer(stream);
  }

  @Test
  void theSecondRequestOfAConnectionIsHeldToItsNamesLikeTheFirst() throws Exception {
    try (Wire client = fixture.endpoint()) {
      client.send(own("GET /a HTTP/1.1\r\nHost: {OWN}\r\n\r\n"));
      assertThat(client.message().status()).isEqualTo(200);
      client.send(own("GET /b HTTP/1.1\r\nHost: rebound.example:{PORT}\r\n\r\n"));
      assertThat(client.message().status()).isEqualTo(400);
      assertThat(client.ended()).isTrue();
    }
  }
}
