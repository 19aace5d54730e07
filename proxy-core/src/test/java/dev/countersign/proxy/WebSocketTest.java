package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditRecord;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said in a WebSocket that stands. */
@ExtendWith(LeakExtension.class)
class WebSocketTest {

  @TempDir Path state;

  private final BlockingQueue<Frame> seen = new LinkedBlockingQueue<>();

  private static void echo(Wire wire) throws java.io.IOException {
    while (true) {
      Frame frame = Frame.read(wire);
      wire.send(Frame.server(frame.first(), frame.payload()).encoded());
      if (frame.first() == Frame.CLOSE) {
        wire.ended();
        return;
      }
    }
  }

  @Test
  void framesPassInBothDirectionsAndAreCountedInOneRecord() throws Exception {
    try (WebSocketWorld world = WebSocketWorld.agreeing(state, WebSocketTest::echo);
        Wire client = world.open()) {
      for (String text :
          new String[] {"", "a", "b".repeat(125), "c".repeat(126), "d".repeat(70_000)}) {
        client.send(Frame.client(Frame.TEXT, text).encoded());
        Frame back = Frame.read(client);
        assertThat(back.masked()).isFalse();
        assertThat(back.first()).isEqualTo(Frame.TEXT);
        assertThat(back.text()).isEqualTo(text);
      }
      client.send(Frame.client(Frame.CLOSE, Frame.close(1000, "bye")).encoded());
      Frame close = Frame.read(client);
      assertThat(close.code()).isEqualTo(1000);
      assertThat(client.ended()).isTrue();
      AuditRecord outcome = world.outcome();
      assertThat(outcome.upstream().orElseThrow().status()).isEqualTo(101);
      assertThat(outcome.upstream().orElseThrow().requestId()).isEqualTo("aws-1");
      assertThat(outcome.upstream().orElseThrow().error()).isEmpty();
      long bytes = 1 + 125 + 126 + 70_000 + 5;
      assertThat(outcome.bytesIn()).isEqualTo(bytes);
      assertThat(outcome.bytesOut()).isEqualTo(bytes);
      assertThat(world.fixture.decisions.records).hasSize(2);
    }
  }

  @Test
  void fragmentsAndWhatComesBetweenThemPassAsTheyAre() throws Exception {
    try (WebSocketWorld world =
            WebSocketWorld.agreeing(state, wire -> WebSocketWorld.keep(wire, seen));
        Wire client = world.open()) {
      client.send(Frame.client(0x02, "a").encoded());
      client.send(Frame.client(Frame.PING, "p").encoded());
      client.send(Frame.client(0x00, "b").encoded());
      client.send(Frame.client(0x80, "c").encoded());
      client.send(Frame.client(Frame.CLOSE, "").encoded());
      for (int first : new int[] {0x02, Frame.PING, 0x00, 0x80, Frame.CLOSE}) {
        Frame frame = WebSocketWorld.taken(seen);
        assertThat(frame.first()).isEqualTo(first);
        assertThat(frame.masked()).isTrue();
      }
    }
  }

  @Test
  void whatAwsSaysTogetherWithItsAgreementIsNotLost() throws Exception {
    try (WebSocketWorld world =
            WebSocketWorld.agreeingWith(
                state, Frame.server(Frame.TEXT, "welcome").encoded(), Wire::ended);
        Wire client = world.open()) {
      assertThat(Frame.read(client).text()).isEqualTo("welcome");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "an unmasked frame, 8101 61, 1002",
    "a reserved bit, c181 11223344 50, 1002",
    "an opcode that does not exist, 8381 11223344 50, 1002",
    "a control opcode that does not exist, 8b81 11223344 50, 1002",
    "a ping in fragments, 0981 11223344 50, 1002",
    "a long ping, 89fe 007e 11223344, 1002",
    "the middle of no message, 8081 11223344 50, 1002",
    "a message inside of another, 0181 11223344 50 8181 11223344 50, 1002",
    "a length that is longer than it need be, 81fe 0001 11223344 50, 1002",
    "a length of eight bytes that is, 81ff 0000000000000001 11223344 50, 1002",
    "a close of one byte, 8881 11223344 50, 1002",
    "a close with a code that nobody sends, 8882 11223344 12 cf, 1002",
    "a frame that is too long, 82ff 0000000000040001 11223344, 1009",
    "a frame that is longer than any, 82ff 7fffffffffffffff 11223344, 1009",
    "a request of HTTP, 47455420 2f20 485454502f312e310d0a0d0a, 1002",
  })
  void whatIsNoFrameEndsBothSides(String name, String hex, int code) throws Exception {
    try (WebSocketWorld world =
            WebSocketWorld.agreeing(state, wire -> WebSocketWorld.keep(wire, seen));
        Wire client = world.open()) {
      client.send(HexFormat.of().parseHex(hex.replace(" ", "")));
      Frame told = Frame.read(client);
      while (told.first() != Frame.CLOSE) {
        told = Frame.read(client);
      }
      assertThat(told.code()).as(name).isEqualTo(code);
      assertThat(client.ended()).isTrue();
      Frame last = WebSocketWorld.taken(seen);
      while (last.first() != Frame.CLOSE) {
        last = WebSocketWorld.taken(seen);
      }
      assertThat(last.code()).isEqualTo(1001);
      assertThat(world.outcome().upstream().orElseThrow().error()).contains("the agent sent");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a masked frame, 8181 11223344 50",
    "a reserved bit, c101 61",
    "too long, 82ff 7fffffffffffffff"
  })
  void awsIsHeldToTheSame(String name, String hex) throws Exception {
    try (WebSocketWorld world =
            WebSocketWorld.agreeingWith(
                state,
                HexFormat.of().parseHex(hex.replace(" ", "")),
                wire -> WebSocketWorld.keep(wire, seen));
        Wire client = world.open()) {
      assertThat(Frame.read(client).code()).as(name).isEqualTo(1011);
      assertThat(WebSocketWorld.taken(seen).code()).isIn(1002, 1009);
      assertThat(world.outcome().upstream().orElseThrow().error()).contains("AWS sent");
    }
  }

  @Test
  void aSideThatIsNotReadHoldsTheOtherBack() throws Exception {
    BlockingQueue<String> go = new ArrayBlockingQueue<>(1);
    AtomicLong sent = new AtomicLong();
    int frames = 2_000;
    try (WebSocketWorld world =
            WebSocketWorld.agreeing(
                state,
                wire -> {
                  byte[] frame = Frame.server(Frame.BINARY, new byte[32_000]).encoded();
                  for (int i = 0; i < frames; i++) {
                    wire.send(frame);
                    sent.addAndGet(32_000);
                  }
                  go.add("all sent");
                  wire.ended();
                });
        Wire client = world.open()) {
      Thread.sleep(700); // The gateway's idle bound is longer; nobody reads.
      long held = sent.get();
      // How much the kernel takes in for two connections is its own affair, and then no more.
      assertThat(held).isLessThan(frames * 32_000L / 2);
      Thread.sleep(300);
      assertThat(sent.get() - held).isLessThan(500_000);
      for (int i = 0; i < frames; i++) {
        assertThat(Frame.read(client).payload()).hasSize(32_000);
      }
      assertThat(WebSocketWorld.taken(go)).isEqualTo("all sent");
    }
  }

  @Test
  void anAwsThatDoesNotReadHoldsTheAgentBack() throws Exception {
    AtomicLong sent = new AtomicLong();
    BlockingQueue<String> go = new ArrayBlockingQueue<>(1);
    int frames = 60; // With leaks watched, to mask a frame takes long.
    try (WebSocketWorld world =
            WebSocketWorld.agreeing(
                state,
                wire -> {
                  try {
                    WebSocketWorld.taken(go);
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                  WebSocketWorld.keep(wire, seen);
                });
        Wire client = world.open()) {
      byte[] frame = Frame.client(Frame.BINARY, new byte[32_000]).encoded();
      Thread sender =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (int i = 0; i < frames; i++) {
                        client.send(frame);
                        sent.addAndGet(32_000);
                      }
                      client.send(Frame.client(Frame.CLOSE, "").encoded());
                    } catch (java.io.IOException e) {
                      throw new java.io.UncheckedIOException(e);
                    }
                  });
      Thread.sleep(1_000);
      assertThat(sent.get()).isLessThan(1_500_000);
      go.add("read now");
      assertThat(Frame.read(client).first()).isEqualTo(Frame.CLOSE);
      sender.join();
      assertThat(seen).hasSize(frames + 1);
    }
  }
}
