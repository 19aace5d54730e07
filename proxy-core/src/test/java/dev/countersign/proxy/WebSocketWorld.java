package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditRecord;
import dev.countersign.signer.BodyPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A gateway whose AWS takes WebSockets and does with one what a test tells it. */
final class WebSocketWorld implements AutoCloseable {

  /** What AWS does once it has agreed. */
  interface Talk {
    void play(Wire wire) throws IOException;
  }

  static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  /** RFC 6455, 1.3. */
  static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

  static final String HANDSHAKE =
      "GET /ws HTTP/1.1\r\nHost: "
          + Fixture.HOST
          + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: "
          + KEY
          + "\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";

  final BlockingQueue<Wire.Message> requests = new LinkedBlockingQueue<>();
  final ScriptedAws aws;
  final Fixture fixture;

  private WebSocketWorld(Path state, ScriptedAws.Script script) {
    aws =
        new ScriptedAws(
            (wire, number) -> {
              requests.add(wire.head());
              script.play(wire, number);
            });
    fixture = new Fixture(state, aws.address());
    fixture.decisions.webSockets = true;
    fixture.decisions.plan = new BodyPlan.Messages(Optional.empty());
  }

  /** Agrees to every handshake. */
  static WebSocketWorld agreeing(Path state, Talk talk) {
    WebSocketWorld[] world = new WebSocketWorld[1];
    world[0] =
        new WebSocketWorld(
            state,
            (wire, _) -> {
              wire.send(world[0].agreement(""));
              talk.play(wire);
            });
    return world[0];
  }

  /** Agrees and says something in the same breath. */
  static WebSocketWorld agreeingWith(Path state, byte[] said, Talk talk) {
    WebSocketWorld[] world = new WebSocketWorld[1];
    world[0] =
        new WebSocketWorld(
            state,
            (wire, _) -> {
              byte[] head = world[0].agreement("").getBytes(StandardCharsets.US_ASCII);
              byte[] both = Arrays.copyOf(head, head.length + said.length);
              System.arraycopy(said, 0, both, head.length, said.length);
              wire.send(both);
              talk.play(wire);
            });
    return world[0];
  }

  /**
   * Answers the handshake with these bytes; a bar is the end of a line, {@code {ACCEPT}} what would
   * be right.
   */
  static WebSocketWorld answering(Path state, String answer) {
    WebSocketWorld[] world = new WebSocketWorld[1];
    world[0] =
        new WebSocketWorld(
            state,
            (wire, _) -> {
              wire.send(answer.replace("|", "\r\n").replace("{ACCEPT}", world[0].accept()));
              wire.ended();
            });
    return world[0];
  }

  /** What AWS says where it agrees to the handshake that came last. */
  String agreement(String fields) {
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: upgrade\r\n"
        + "x-amzn-RequestId: aws-1\r\nSec-WebSocket-Accept: "
        + accept()
        + "\r\n"
        + fields
        + "\r\n";
  }

  private String accept() {
    String key = requests.element().header("sec-websocket-key");
    try {
      return Base64.getEncoder()
          .encodeToString(
              MessageDigest.getInstance("SHA-1")
                  .digest(
                      (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")
                          .getBytes(StandardCharsets.US_ASCII)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** A client whose WebSocket stands. */
  Wire open() throws IOException {
    Wire client = fixture.tls();
    client.send(HANDSHAKE);
    Wire.Message answer = client.head();
    assertThat(answer.status()).isEqualTo(101);
    assertThat(answer.header("sec-websocket-accept")).isEqualTo(ACCEPT);
    return client;
  }

  AuditRecord outcome() {
    return fixture.outcomes(1).getFirst();
  }

  /** Keeps what comes, until a close frame, which it answers. */
  static void keep(Wire wire, BlockingQueue<Frame> seen) throws IOException {
    Frame frame;
    do {
      frame = Frame.read(wire);
      seen.add(frame);
    } while (frame.first() != Frame.CLOSE);
    wire.send(Frame.server(Frame.CLOSE, frame.payload()).encoded());
    wire.ended();
  }

  static <T> T taken(BlockingQueue<T> queue) throws InterruptedException {
    T taken = queue.poll(10, TimeUnit.SECONDS);
    assertThat(taken).isNotNull();
    return taken;
  }

  @Override
  public void close() throws IOException {
    fixture.close();
    aws.close();
  }
}
