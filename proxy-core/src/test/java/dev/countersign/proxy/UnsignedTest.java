package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Narrowing;
import dev.countersign.model.Verdict;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that the gateway does not sign, and URLs that it hands out instead of making the call. */
@ExtendWith(LeakExtension.class)
class UnsignedTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir private Path state;

  private final BlockingQueue<Wire.Message> seen = new LinkedBlockingQueue<>();

  private ScriptedAws aws() throws Exception {
    return new ScriptedAws(
        (wire, _) -> {
          while (true) {
            seen.add(wire.message());
            wire.send(OK);
          }
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Authorization: Bearer the-agents-own.token\r\n"})
  void itGoesUpstreamAsItCameAndWithoutASession(String authorization) throws Exception {
    try (ScriptedAws aws = aws();
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.unsigned = true;
      String request =
          "POST /a?b=%%2F HTTP/1.1\r\nHost: %s\r\n%sX-Amz-Target: T.Op\r\nContent-Length: 2\r\n\r\n{}"
              .formatted(Fixture.HOST, authorization);
      assertThat(client.send(request).message().text()).isEqualTo("ok");
      Wire.Message sent = seen.poll(10, TimeUnit.SECONDS);
      assertThat(sent.text()).isEqualTo("{}");
      assertThat(sent.header("authorization"))
          .isEqualTo(authorization.replace("Authorization: ", "").strip());
      assertThat(sent.header("x-amz-target")).isEqualTo("T.Op");
      assertThat(sent.header("x-amz-security-token")).isEmpty();
      assertThat(fixture.decisions.asked).doesNotContain("session", "sign");
      assertThat(fixture.outcomes(1).toString()).doesNotContain("the-agents-own.token");
    }
  }

  @Test
  void aRuleThatNarrowsTheSessionCannotLetItThrough() throws Exception {
    try (ScriptedAws aws = aws();
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.unsigned = true;
      fixture.decisions.verdict =
          new Verdict.Allow(
              "narrow",
              "",
              new Narrowing(List.of("arn:aws:iam::aws:policy/ReadOnlyAccess"), false));
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(403);
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void aUrlIsHandedOutAfterTheIntentAndNothingIsDialled() throws Exception {
    try (ScriptedAws aws = aws();
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls(MintRequest.HOST)) {
      String body = "GET https://bucket.s3.eu-west-1.amazonaws.com/key?a=b";
      String request =
          "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(MintRequest.HOST, body.length(), body);
      Wire.Message answer = client.send(request).message();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("cache-control")).isEqualTo("no-store");
      assertThat(answer.text())
          .isEqualTo(
              "{\"url\":\"https://bucket.s3.eu-west-1.amazonaws.com/\","
                  + "\"expires\":\"1970-01-01T00:00:00Z\"}");
      assertThat(fixture.decisions.asked)
          .containsExactly(
              "mint",
              "identify",
              "read",
              "running",
              "judge",
              "narrow",
              "INTENT",
              "session",
              "presign",
              "OUTCOME");
      assertThat(aws.connections()).isZero();
      // The connection is good for the next one.
      assertThat(client.send(request).message().status()).isEqualTo(200);
    }
  }
}
