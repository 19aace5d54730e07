package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditRecord;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(LeakExtension.class)
class ForwardTest {

  private static final String OK =
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nx-amz-request-id: AWS1\r\nX-Custom: kept\r\n\r\nhello";

  @TempDir Path state;

  @Test
  void aCallGoesThroughAndItsStepsComeInOrder() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      Wire.Message answer = client.send(Fixture.get("/bucket/a%20key?versionId=1")).message();

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).isEqualTo("hello");
      assertThat(answer.header("x-custom")).isEqualTo("kept");
      AuditRecord outcome = fixture.outcomes(1).getFirst();
      assertThat(answer.header("x-countersign-request-id")).isEqualTo(outcome.id());
      assertThat(outcome.upstream().orElseThrow())
          .isEqualTo(new AuditRecord.Upstream(200, "AWS1", ""));
      assertThat(outcome.bytesOut()).isEqualTo(5);
      assertThat(fixture.decisions.asked)
          .isEqualTo(
              List.of(
                  "signature",
                  "identify",
                  "read",
                  "running",
                  "judge",
                  "narrow",
                  "INTENT",
                  "session",
                  "sign",
                  "OUTCOME"));
    }
  }

  @Test
  void aHundredRequestsShareOneConnectionOnEachSide() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      for (int i = 0; i < 100; i++) {
        assertThat(client.send(Fixture.get("/" + i)).message().text()).isEqualTo("hello");
      }
      assertThat(fixture.outcomes(100)).hasSize(100);
      assertThat(aws.connections()).isEqualTo(1);
    }
  }
}
