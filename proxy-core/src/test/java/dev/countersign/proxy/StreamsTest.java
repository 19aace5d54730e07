package dev.countersign.proxy;

import static dev.countersign.proxy.Http2Wire.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditRecord;
import dev.countersign.model.Failure;
import dev.countersign.proxy.StreamTranscripts.Transcript;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an agent may try with frames of its own, on one stream. */
class StreamsTest extends OneGateway {

  static List<Transcript> streams() {
    return StreamTranscripts.read("streams.txt");
  }

  @ParameterizedTest
  @MethodSource
  void streams(Transcript transcript) throws Exception {
    try (Http2Wire client = fixture.http2()) {
      int stream = client.newStream();
      client.headers(
          stream, transcript.parts().isEmpty(), transcript.fields().toArray(String[]::new));
      for (String[] part : transcript.parts()) {
        send(client, stream, part[0], part[1]);
      }
      Http2Wire.Answer answer = client.answer(stream);
      assertThat(answer.status()).isEqualTo(transcript.status());
      assertThat(answer.text()).contains(transcript.message());
      if (transcript.status() != 200) {
        Fixture.eventually(() -> !refusals().isEmpty());
        assertThat(refusals())
            .singleElement()
            .satisfies(why -> assertThat(why.failure()).isIn(Failure.FRAMING, Failure.AUTHORITY));
      }
      // The connection has taken no harm.
      assertThat(client.answer(client.get("/after")).status()).isEqualTo(200);
    }
  }

  private List<AuditRecord.Refused> refusals() {
    return fixture.decisions.records.stream().flatMap(r -> r.refused().stream()).toList();
  }

  private static void send(Http2Wire client, int stream, String kind, String text)
      throws Exception {
    switch (kind) {
      case "data" -> client.data(stream, false, text);
      case "last" -> client.data(stream, true, text);
      default -> client.headers(stream, true, text.isEmpty() ? new String[0] : text.split(":"));
    }
  }

  @Test
  void everyStreamIsHeldToTheAuthority() throws Exception {
    try (Http2Wire client = fixture.http2()) {
      assertThat(client.answer(client.get("/a")).status()).isEqualTo(200);
      int second = client.newStream();
      String[] fields = request("GET", "/b");
      fields[7] = "sts.amazonaws.com";
      client.headers(second, true, fields);
      assertThat(client.answer(second).status()).isEqualTo(400);
      assertThat(client.answer(client.get("/c")).status()).isEqualTo(200);
      assertThat(fixture.outcomes(3).get(1).refused().orElseThrow().failure())
          .isEqualTo(Failure.AUTHORITY);
    }
  }
}
