package dev.countersign.proxy;

import static dev.countersign.proxy.Fixture.HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.audit.AuditRecord;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.signer.BodyPlan;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Bodies and answers on their way: streaming, back-pressure, promises, and every way to break. */
@ExtendWith(LeakExtension.class)
class RelayTest {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir Path state;

  private final BlockingQueue<Wire.Message> seen = new ArrayBlockingQueue<>(100);

  /** Keeps every request and answers it. */
  private ScriptedAws keeping(String answer) {
    return new ScriptedAws(
        (wire, _) -> {
          while (true) {
            seen.add(wire.message());
            wire.send(answer);
          }
        });
  }

  private static String put(String headers, String body) {
    return "PUT /a HTTP/1.1\r\nHost: " + HOST + "\r\n" + headers + "\r\n" + body;
  }

  private static String sha256(byte[] body) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
  }

  @Test
  void whatBelongsToOneConnectionStaysThere() throws Exception {
    try (ScriptedAws aws = keeping(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      client.send(
          put(
              String.join(
                  "\r\n",
                  "Connection: keep-alive",
                  "Keep-Alive: 5",
                  "Proxy-Connection: keep-alive",
                  "Proxy-Authorization: Basic x",
                  "TE: trailers",
                  "Expect: 100-continue",
                  "X-Kept: yes",
                  "Content-Length: 3",
                  ""),
              "abc"));
      assertThat(client.message().status()).isIn(100, 200);
      Wire.Message request = seen.poll(10, TimeUnit.SECONDS);
      assertThat(request.text()).isEqualTo("abc");
      assertThat(request.lines())
          .containsExactlyInAnyOrder(
              "Host: " + HOST,
              "X-Kept: yes",
              "Authorization: signed with ASIAREAL",
              "content-length: 3");
    }
  }

  @Test
  void anAnswersFramingIsOursAndTheRestIsUntouched() throws Exception {
    String answer =
        String.join(
            "\r\n",
            "HTTP/1.1 307 Moved",
            "Location: https://elsewhere.example/",
            "Transfer-Encoding: chunked",
            "Connection: x-hop",
            "X-Hop: gone",
            "x-countersign-request-id: forged",
            "x-amz-bucket-region: eu-west-3",
            "",
            "3",
            "abc",
            "2",
            "de",
            "0",
            "",
            "");
    try (ScriptedAws aws = keeping(answer);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      Wire.Message got = client.send(Fixture.get("/a")).message();
      assertThat(got.status()).isEqualTo(307);
      assertThat(got.text()).isEqualTo("abcde");
      assertThat(got.header("location")).isEqualTo("https://elsewhere.example/");
      assertThat(got.header("x-amz-bucket-region")).isEqualTo("eu-west-3");
      assertThat(got.header("x-hop")).isEmpty();
      assertThat(got.header("x-countersign-request-id")).isNotEqualTo("forged").isNotEmpty();
    }
  }

  @Test
  void answersWithoutABodyEndWhereTheyEnd() throws Exception {
    try (ScriptedAws aws =
            new ScriptedAws(
                (wire, _) -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                  wire.head();
                  wire.send("HTTP/1.1 204 No Content\r\n\r\n");
                  wire.head();
                  wire.send("HTTP/1.1 304 Not Modified\r\nContent-Length: 77\r\n\r\n");
                  wire.head();
                  wire.send(
                      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                });
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      client.send(Fixture.get("/a").replace("GET", "HEAD"));
      assertThat(client.message(true).header("content-length")).isEqualTo("1000");
      assertThat(client.send(Fixture.get("/b")).message(true).status()).isEqualTo(204);
      assertThat(client.send(Fixture.get("/c")).message(true).status()).isEqualTo(304);
      assertThat(client.send(Fixture.get("/d")).message().status()).isEqualTo(200);
      assertThat(aws.connections()).isEqualTo(1);
    }
  }

  @Test
  void anAnswerThatEndsWithTheConnectionIsWholeOnlyWithACleanEnd() throws Exception {
    try (ScriptedAws aws =
            new ScriptedAws(
                (wire, number) -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\n\r\nall of it");
                  if (number > 1) {
                    // Reset below TLS: no close_notify.
                    wire.socket().setSoLinger(true, 0);
                  }
                });
        Fixture fixture = new Fixture(state, aws.address())) {
      try (Wire client = fixture.tls()) {
        assertThat(client.send(Fixture.get("/a")).message().text()).isEqualTo("all of it");
      }
    }
  }

  @Test
  void anUpstreamThatBreaksOffNeverLooksLikeAnEnd() throws Exception {
    try (ScriptedAws aws =
            new ScriptedAws(
                (wire, number) -> {
                  wire.head();
                  wire.send(
                      number == 1
                          ? "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal"
                          : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhal\r\n");
                });
        Fixture fixture = new Fixture(state, aws.address())) {
      for (int i = 0; i < 2; i++) {
        try (Wire client = fixture.tls()) {
          client.send(Fixture.get("/a"));
          assertThatThrownBy(client::message).isInstanceOf(IOException.class);
        }
      }
      assertThat(fixture.outcomes(2))
          .allSatisfy(
              outcome -> assertThat(outcome.upstream().orElseThrow().error()).contains("broke"));
    }
  }

  @Test
  void anUpstreamThatSaysNothingIsA502() throws Exception {
    try (ScriptedAws aws = new ScriptedAws((wire, _) -> wire.head());
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(502);
      assertThat(aws.connections()).isEqualTo(1);
    }
  }

  @Test
  void anUpstreamOfAnotherNameIsNotTrusted() throws Exception {
    try (ScriptedAws aws = new ScriptedAws("evil.example", (wire, _) -> wire.head());
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(502);
    }
  }

  @Test
  void aConnectionThatDiedInThePoolIsReplacedOnce() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (ScriptedAws aws =
            new ScriptedAws(
                (wire, number) -> {
                  wire.message();
                  wire.send(OK);
                  if (number == 1) {
                    wire.message(); // reads the second request, and dies without an answer
                    closed.countDown();
                    return;
                  }
                  wire.message();
                });
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(200);
      assertThat(client.send(Fixture.get("/b")).message().status()).isEqualTo(200);
      assertThat(closed.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(aws.connections()).isEqualTo(2);
    }
  }

  @Test
  void aBodyThatStreamsIsNotSentTwice() throws Exception {
    try (ScriptedAws aws =
            new ScriptedAws(
                (wire, _) -> {
                  wire.message();
                  wire.send(OK);
                  wire.message();
                });
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      assertThat(client.send(Fixture.get("/a")).message().status()).isEqualTo(200);
      client.send(put("Content-Length: 3\r\n", "abc"));
      assertThat(client.message().status()).isEqualTo(502);
      assertThat(aws.connections()).isEqualTo(1);
    }
  }

  @Test
  void aPromiseThatHoldsPasses() throws Exception {
    byte[] body = "x".repeat(200_000).getBytes(StandardCharsets.US_ASCII);
    try (ScriptedAws aws = keeping(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.plan = new BodyPlan.Promised(sha256(body));
      client.send(put("Content-Length: " + body.length + "\r\n", "")).send(body);
      assertThat(client.message().status()).isEqualTo(200);
      assertThat(seen.remove().body()).isEqualTo(body);

      client.send(put("Transfer-Encoding: chunked\r\n", ""));
      for (int i = 0; i < body.length; i += 50_000) {
        client.send("c350\r\n").send(Arrays.copyOfRange(body, i, i + 50_000)).send("\r\n");
      }
      client.send("0\r\n\r\n");
      assertThat(client.message().status()).isEqualTo(200);
      assertThat(seen.remove().body()).isEqualTo(body);
    }
  }

  @Test
  void aPromiseThatDoesNotHoldNeverReachesAwsWhole() throws Exception {
    BlockingQueue<String> received = new ArrayBlockingQueue<>(10);
    try (ScriptedAws aws =
            new ScriptedAws(
                (wire, _) -> {
                  try {
                    wire.message();
                    received.add("whole");
                  } catch (EOFException e) {
                    received.add("broken off");
                  }
                });
        Fixture fixture = new Fixture(state, aws.address())) {
      fixture.decisions.plan =
          new BodyPlan.Promised(sha256("abc".getBytes(StandardCharsets.US_ASCII)));
      for (String request :
          new String[] {
            put("Content-Length: 3\r\n", "abd"),
            put("Transfer-Encoding: chunked\r\n", "3\r\nabd\r\n0\r\n\r\n"),
            put("Transfer-Encoding: chunked\r\n", "0\r\n\r\n"),
          }) {
        try (Wire client = fixture.tls()) {
          Wire.Message answer = client.send(request).message();
          assertThat(answer.status()).isEqualTo(400);
          assertThat(answer.text()).contains("XAmzContentSHA256Mismatch");
          assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("broken off");
        }
      }
    }
  }

  @Test
  void anEmptyBodyIsHeldToItsPromiseBeforeAnythingIsDialled() throws Exception {
    try (ScriptedAws aws = keeping(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.plan = new BodyPlan.Promised("0".repeat(64));
      client.send(put("Content-Length: 0\r\n", ""));
      assertThat(client.message().status()).isEqualTo(400);
      assertThat(aws.connections()).isZero();
    }
  }

  @Test
  void aBodyThatIsReadFirstIsSentFromWhereItIsHeld() throws Exception {
    for (int size : new int[] {0, 1, 65_536, 65_537, 3_000_000}) {
      byte[] body = "y".repeat(size).getBytes(StandardCharsets.US_ASCII);
      try (ScriptedAws aws = keeping(OK);
          Fixture fixture = new Fixture(state, aws.address());
          Wire client = fixture.tls()) {
        fixture.decisions.reading = RequestBodyHash::take;
        fixture.decisions.plan = new BodyPlan.Held();
        client.send(put("Content-Length: " + size + "\r\n", "")).send(body);
        assertThat(client.message().status()).isEqualTo(200);
        Wire.Message request = seen.remove();
        assertThat(request.body()).isEqualTo(body);
        assertThat(RequestBodyHash.last).isEqualTo(sha256(body));
        client.send(put("Transfer-Encoding: chunked\r\n", "2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"));
        assertThat(client.message().status()).isEqualTo(200);
        assertThat(seen.remove().header("content-length")).isEqualTo("3");
      }
      assertNothingSpooled();
    }
  }

  /** Remembers what a body hashed to. */
  private static final class RequestBodyHash {
    static volatile String last = "";

    static void take(dev.countersign.model.RequestBody body) {
      last = body.sha256();
    }
  }

  @Test
  void aBodyThatWasReadInPartStreamsOnBehindWhatIsHeld() throws Exception {
    byte[] body = "z".repeat(1_000_000).getBytes(StandardCharsets.US_ASCII);
    try (ScriptedAws aws = keeping(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.reading =
          held -> {
            assertThatThrownBy(() -> held.bytes(100)).isInstanceOf(Refusal.class);
          };
      fixture.decisions.plan = new BodyPlan.Promised(sha256(body));
      client.send(put("Transfer-Encoding: chunked\r\n", "f4240\r\n")).send(body);
      client.send("\r\n0\r\n\r\n");
      assertThat(client.message().status()).isEqualTo(200);
      assertThat(seen.remove().body()).isEqualTo(body);
    }
    assertNothingSpooled();
  }

  @Test
  void aBodyOverTheBoundIsRefused() throws Exception {
    try (ScriptedAws aws = keeping(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.reading = RequestBodyHash::take;
      client.send(put("Content-Length: 8388609\r\n", "abc"));
      assertThat(client.message().status()).isEqualTo(413);
      assertThat(fixture.outcomes(1).getFirst().refused().orElseThrow().failure())
          .isEqualTo(Failure.BODY_TOO_LARGE);
    }
  }

  @Test
  void aClientThatExpectsIsToldToContinueOnlyAfterTheDecision() throws Exception {
    try (ScriptedAws aws = keeping(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      client.send(put("Expect: 100-continue\r\nContent-Length: 3\r\n", ""));
      assertThat(client.head().status()).isEqualTo(100);
      assertThat(fixture.decisions.asked).contains("judge", "sign");
      assertThat(client.send("abc").message().status()).isEqualTo(200);
      assertThat(seen.remove().text()).isEqualTo("abc");
    }
  }

  @Test
  void aClientThatExpectsAndIsRefusedNeverHearsContinue() throws Exception {
    try (ScriptedAws aws = keeping(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.verdict =
          new dev.countersign.model.Verdict.Deny("no writes", "Ask the operator.");
      client.send(put("Expect: 100-continue\r\nContent-Length: 3\r\n", ""));
      Wire.Message answer = client.message();
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text()).contains("no writes", "Ask the operator.", "AccessDenied");
      assertThat(client.ended()).isTrue();
      assertThat(aws.connections()).isZero();
      assertThat(fixture.decisions.asked).doesNotContain("INTENT", "session", "sign");
    }
  }

  @Test
  void aRefusedUploadCanBeWrittenToItsEndAndTheAnswerRead() throws Exception {
    try (ScriptedAws aws = keeping(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.verdict = new dev.countersign.model.Verdict.Deny("no writes", "");
      byte[] body = new byte[4_000_000];
      client.send(put("Content-Length: " + body.length + "\r\n", ""));
      for (int i = 0; i < body.length; i += 1_000_000) {
        client.send(Arrays.copyOfRange(body, i, i + 1_000_000));
      }
      assertThat(client.message().status()).isEqualTo(403);
    }
  }

  /** Its first parts came with the head, and wait for a reader that never comes. */
  @Test
  void aRefusedUploadOfWhichAPartIsThereAlreadyCanBeWrittenToItsEnd() throws Exception {
    try (ScriptedAws aws = keeping(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.verdict = new dev.countersign.model.Verdict.Deny("no writes", "");
      client.send(put("Transfer-Encoding: chunked\r\n", "1\r\na\r\n".repeat(100)));
      for (int i = 0; i < 4; i++) {
        client.send("F4240\r\n");
        client.send(new byte[1_000_000]);
        client.send("\r\n");
      }
      assertThat(client.message().status()).isEqualTo(403);
    }
  }

  @Test
  void aClientThatReadsSlowlySlowsAwsDown() throws Exception {
    AtomicLong written = new AtomicLong();
    byte[] block = new byte[500_000];
    int blocks = 32;
    try (ScriptedAws aws =
            new ScriptedAws(
                (wire, _) -> {
                  wire.head();
                  wire.send(
                      "HTTP/1.1 200 OK\r\nContent-Length: " + blocks * block.length + "\r\n\r\n");
                  for (int i = 0; i < blocks; i++) {
                    wire.send(block);
                    written.addAndGet(block.length);
                  }
                });
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      Wire.Message head = client.send(Fixture.get("/big")).head();
      assertThat(settled(written)).isLessThan(12L * 1024 * 1024);
      assertThat(client.body(head)).hasSize(blocks * block.length);
    }
  }

  @Test
  void anAwsThatReadsSlowlySlowsTheClientDown() throws Exception {
    AtomicLong written = new AtomicLong();
    CountDownLatch go = new CountDownLatch(1);
    byte[] block = new byte[500_000];
    int blocks = 32;
    try (ScriptedAws aws =
            new ScriptedAws(
                (wire, _) -> {
                  Wire.Message head = wire.head();
                  try {
                    assertThat(go.await(10, TimeUnit.SECONDS)).isTrue();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                  assertThat(wire.body(head)).hasSize(blocks * block.length);
                  wire.send(OK);
                });
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      client.send(put("Content-Length: " + blocks * block.length + "\r\n", ""));
      Thread writer =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < blocks; i++) {
                        client.send(block);
                        written.addAndGet(block.length);
                      }
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  });
      assertThat(settled(written)).isLessThan(12L * 1024 * 1024);
      go.countDown();
      writer.join();
      assertThat(client.message().status()).isEqualTo(200);
      assertThat(fixture.outcomes(1).getFirst().bytesIn()).isEqualTo((long) blocks * block.length);
    }
  }

  /** The count, once it has not moved for a while. */
  private static long settled(AtomicLong count) throws InterruptedException {
    long last = -1;
    while (last != count.get()) {
      last = count.get();
      Thread.sleep(300);
    }
    return last;
  }

  @Test
  void aClientThatLeavesTakesItsCallWithIt() throws Exception {
    BlockingQueue<String> upstream = new ArrayBlockingQueue<>(10);
    try (ScriptedAws aws =
            new ScriptedAws(
                (wire, _) -> {
                  wire.message();
                  upstream.add("asked");
                  upstream.add(wire.ended() ? "closed" : "open");
                });
        Fixture fixture = new Fixture(state, aws.address())) {
      try (Wire client = fixture.tls()) {
        client.send(Fixture.get("/a"));
        assertThat(upstream.poll(10, TimeUnit.SECONDS)).isEqualTo("asked");
      }
      assertThat(upstream.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
      assertThat(fixture.outcomes(1).getFirst().upstream())
          .contains(new AuditRecord.Upstream(0, "", "the client left"));
    }
  }

  @Test
  void aClientThatLeavesInsideItsBodyLeavesNothingBehind() throws Exception {
    try (ScriptedAws aws = keeping(OK);
        Fixture fixture = new Fixture(state, aws.address())) {
      fixture.decisions.reading = RequestBodyHash::take;
      try (Wire client = fixture.tls()) {
        client.send(put("Content-Length: 1000000\r\n", "x".repeat(500_000)));
        Fixture.eventually(() -> fixture.decisions.asked.contains("read"));
      }
      assertThat(fixture.outcomes(1).getFirst().upstream())
          .contains(new AuditRecord.Upstream(0, "", "the client left"));
      assertThat(aws.connections()).isZero();
    }
    assertNothingSpooled();
  }

  @Test
  void brokenChunksEndTheCallAndTheConnection() throws Exception {
    try (ScriptedAws aws = keeping(OK);
        Fixture fixture = new Fixture(state, aws.address())) {
      for (String chunks :
          new String[] {
            "zz\r\nabc\r\n",
            "3\r\nabcX\r\n",
            "-1\r\n",
            "3\r\nabc\r\n0\r\nx-a: b\r\n\r\n",
            "ffffffffffffffff\r\nabc",
            "3\nabc\n0\n\n"
          }) {
        try (Wire client = fixture.tls()) {
          client.send(put("Transfer-Encoding: chunked\r\n", chunks));
          assertThat(client.message().status()).isEqualTo(400);
          assertThat(client.ended()).isTrue();
        }
      }
      assertThat(seen).isEmpty();
    }
  }

  @Test
  void oneByteChunksNeitherOverflowNorLoseAnything() throws Exception {
    try (ScriptedAws aws = keeping(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      client.send(put("Transfer-Encoding: chunked\r\n", "1\r\na\r\n".repeat(5_000) + "0\r\n\r\n"));
      assertThat(client.message().status()).isEqualTo(200);
      assertThat(seen.remove().body()).hasSize(5_000);
    }
  }

  @Test
  void anAnswerThatComesBeforeTheBodyIsWholeEndsTheConnection() throws Exception {
    try (ScriptedAws aws =
            new ScriptedAws(
                (wire, _) -> {
                  wire.head();
                  wire.send(
                      "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
                  wire.ended();
                });
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      client.send(put("Content-Length: 100\r\n", "abc"));
      Wire.Message answer = client.message();
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(client.ended()).isTrue();
    }
  }

  private void assertNothingSpooled() throws IOException {
    Path spool = state.resolve("spool");
    if (Files.exists(spool)) {
      try (Stream<Path> files = Files.list(spool)) {
        assertThat(files).isEmpty();
      }
    }
  }
}
