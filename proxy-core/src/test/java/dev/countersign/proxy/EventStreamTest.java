package dev.countersign.proxy;

import static dev.countersign.proxy.Fixture.HOST;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.signer.BodyPlan;
import dev.countersign.signer.EventHeader;
import dev.countersign.signer.EventMessage;
import dev.countersign.signer.EventValue;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.Signer;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Streams of events in both directions: none waits for the next one, and none that is broken off
 * comes to an end. The signer's own tests verify signatures; here the agent has no secret.
 */
@ExtendWith(LeakExtension.class)
class EventStreamTest {

  private static final String EVENTS = "Content-Type: application/vnd.amazon.eventstream\r\n";
  private static final String POST =
      "POST /stream HTTP/1.1\r\nHost: " + HOST + "\r\nTransfer-Encoding: chunked\r\n\r\n";
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\n" + EVENTS + "Transfer-Encoding: chunked\r\n\r\n";
  private static final String LAST = "0\r\n\r\n";

  @TempDir Path state;

  private final BlockingQueue<String> seen = new ArrayBlockingQueue<>(100);

  private static byte[] event(String payload) {
    return new EventMessage(
            List.of(new EventHeader(":message-type", new EventValue.Text("event"))),
            payload.getBytes(US_ASCII))
        .encode();
  }

  private static byte[] wrapped(byte[] payload) {
    return new EventMessage(
            List.of(
                new EventHeader(":date", new EventValue.Timestamp(Instant.now().toEpochMilli())),
                new EventHeader(":chunk-signature", new EventValue.Bytes(new byte[32]))),
            payload)
        .encode();
  }

  private static void sendChunk(Wire wire, byte[] bytes) throws IOException {
    wire.send(Integer.toHexString(bytes.length) + "\r\n").send(bytes).send("\r\n");
  }

  /** The bytes of the next chunks until a whole message is there. */
  private static byte[] nextMessage(Wire wire) throws IOException {
    byte[] bytes = new byte[0];
    while (bytes.length < 4 || bytes.length < java.nio.ByteBuffer.wrap(bytes).getInt()) {
      int size = Integer.parseInt(wire.line(), 16);
      byte[] chunk = wire.exactly(size);
      wire.line();
      if (size == 0) {
        throw new EOFException("the body ended");
      }
      int before = bytes.length;
      bytes = Arrays.copyOf(bytes, before + size);
      System.arraycopy(chunk, 0, bytes, before, size);
    }
    return bytes;
  }

  private static String content(byte[] wrapped) {
    byte[] inner = EventMessage.decode(wrapped).payload();
    return inner.length == 0 ? "" : new String(EventMessage.decode(inner).payload(), US_ASCII);
  }

  /** A plan of the real signer's, for an agent without a secret. */
  private static BodyPlan plan() {
    RequestHead head =
        new RequestHead(
            "POST",
            "/stream",
            HOST,
            443,
            new Headers(
                List.of(
                    new Header("Host", HOST),
                    new Header("X-Amz-Date", "20260204T000003Z"),
                    new Header("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-EVENTS"),
                    new Header(
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=AKIA222222222222CLDE/20260204/eu-west-1/"
                            + "transcribe/aws4_request, SignedHeaders="
                            + "host;x-amz-content-sha256;x-amz-date, Signature="
                            + HexFormat.of().formatHex(new byte[32])))));
    return new Signer(Clock.systemUTC())
        .sign(
            InboundSignature.parse(head),
            Optional.empty(),
            RequestBody.of(new byte[0]),
            new AwsCredentials("ASIAREAL", Secret.of("real-secret"), null, null))
        .body();
  }

  /** Each event is answered before the next one is sent, in both directions. */
  @Test
  void bothSidesTalkInTurns() throws Exception {
    try (ScriptedAws aws =
            new ScriptedAws(
                (wire, _) -> {
                  wire.head();
                  wire.send(ANSWER);
                  for (String said = "?"; !said.isEmpty(); ) {
                    said = content(nextMessage(wire));
                    sendChunk(wire, event("heard " + said));
                  }
                  assertThat(wire.line()).isEqualTo("0");
                  wire.line();
                  wire.send(LAST);
                });
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.plan = plan();
      client.send(POST);
      assertThat(client.head().status()).isEqualTo(200);
      for (int i = 0; i < 20; i++) {
        sendChunk(client, wrapped(event("event " + i)));
        assertThat(heard(client)).isEqualTo("heard event " + i);
      }
      sendChunk(client, wrapped(new byte[0]));
      client.send(LAST);
      assertThat(heard(client)).isEqualTo("heard ");
      assertThatThrownBy(() -> nextMessage(client)).isInstanceOf(EOFException.class);
      assertThat(fixture.outcomes(1).getFirst().upstream().orElseThrow().error()).isEmpty();
    }
  }

  private static String heard(Wire client) throws IOException {
    return new String(EventMessage.decode(nextMessage(client)).payload(), US_ASCII);
  }

  /** AWS produces an event only once the agent has the one before it. */
  @Test
  void answersAreNotHeldBack() throws Exception {
    BlockingQueue<String> acknowledged = new ArrayBlockingQueue<>(100);
    try (ScriptedAws aws =
            new ScriptedAws(
                (wire, _) -> {
                  wire.message();
                  wire.send(ANSWER);
                  try {
                    for (int i = 0; i < 20; i++) {
                      sendChunk(wire, event("event " + i));
                      assertThat(acknowledged.poll(10, TimeUnit.SECONDS)).isEqualTo("event " + i);
                    }
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                  wire.send(LAST);
                });
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      client.send(Fixture.get("/stream"));
      assertThat(client.head().status()).isEqualTo(200);
      for (int i = 0; i < 20; i++) {
        acknowledged.add(heard(client));
      }
      assertThatThrownBy(() -> nextMessage(client)).isInstanceOf(EOFException.class);
    }
  }

  /** Reads what comes until the body ends in one way or the other. */
  private ScriptedAws watching() {
    return new ScriptedAws(
        (wire, _) -> {
          wire.head();
          try {
            while (true) {
              seen.add(content(nextMessage(wire)));
            }
          } catch (EOFException e) {
            seen.add(String.valueOf(e.getMessage()));
          } catch (IOException e) {
            seen.add("cut");
          }
        });
  }

  @Test
  void aStreamThatIsNotBroughtToItsEndIsCut() throws Exception {
    try (ScriptedAws aws = watching();
        Fixture fixture = new Fixture(state, aws.address())) {
      List<byte[]> endings =
          List.of(
              LAST.getBytes(US_ASCII),
              "5\r\nabcde\r\n0\r\n\r\n".getBytes(US_ASCII),
              ("6d\r\n" + "x".repeat(0x6d) + "\r\n").getBytes(US_ASCII));
      for (byte[] ending : endings) {
        try (Wire client = fixture.tls()) {
          fixture.decisions.plan = plan();
          client.send(POST);
          sendChunk(client, wrapped(event("one")));
          assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("one");
          client.send(ending);
          assertThat(client.message().status()).isEqualTo(400);
          assertThat(seen.poll(10, TimeUnit.SECONDS))
              .isIn("cut", "the connection ended inside a line: ");
        }
      }
      assertThat(fixture.outcomes(endings.size()))
          .allSatisfy(
              outcome ->
                  assertThat(outcome.refused().orElseThrow().failure())
                      .isEqualTo(Failure.BODY_MISMATCH));
    }
  }

  @Test
  void anAgentThatLeavesInsideItsStreamEndsNothing() throws Exception {
    try (ScriptedAws aws = watching();
        Fixture fixture = new Fixture(state, aws.address())) {
      try (Wire client = fixture.tls()) {
        fixture.decisions.plan = plan();
        client.send(POST);
        sendChunk(client, wrapped(event("one")));
        assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("one");
      }
      assertThat(seen.poll(10, TimeUnit.SECONDS))
          .isIn("cut", "the connection ended inside a line: ");
    }
  }

  @Test
  void anEmptyBodyIsNoStream() throws Exception {
    try (ScriptedAws aws = watching();
        Fixture fixture = new Fixture(state, aws.address());
        Wire client = fixture.tls()) {
      fixture.decisions.plan = plan();
      client.send("POST /stream HTTP/1.1\r\nHost: " + HOST + "\r\nContent-Length: 0\r\n\r\n");
      assertThat(client.message().status()).isEqualTo(400);
      assertThat(aws.connections()).isZero();
    }
  }
}
