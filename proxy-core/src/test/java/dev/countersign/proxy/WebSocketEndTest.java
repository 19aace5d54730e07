package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How a WebSocket ends. */
@ExtendWith(LeakExtension.class)
class WebSocketEndTest {

  @TempDir Path state;

  private final BlockingQueue<Frame> seen = new LinkedBlockingQueue<>();

  @Test
  void whereNobodySaysAnythingItIsClosed() throws Exception {
    try (WebSocketWorld world =
            WebSocketWorld.agreeing(state, wire -> WebSocketWorld.keep(wire, seen));
        Wire client = world.open()) {
      long begun = System.nanoTime();
      for (int i = 0; i < 4; i++) {
        Thread.sleep(700);
        client.send(Frame.client(Frame.PING, "").encoded());
      }
      assertThat(Frame.read(client).code()).isEqualTo(1001);
      assertThat(System.nanoTime() - begun).isGreaterThan(4_500_000_000L);
      assertThat(client.ended()).isTrue();
      assertThat(world.outcome().upstream().orElseThrow().error()).contains("nobody said anything");
    }
  }

  @Test
  void whoSaysNothingToTheEndSaysNothing() throws Exception {
    try (WebSocketWorld world =
            WebSocketWorld.agreeing(state, wire -> WebSocketWorld.keep(wire, seen));
        Wire client = world.open()) {
      byte[] frame = Frame.client(Frame.TEXT, "a frame in drips").encoded();
      Thread drips =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      for (byte b : frame) {
                        client.send(new byte[] {b});
                        Thread.sleep(500);
                      }
                    } catch (java.io.IOException | InterruptedException over) {
                      // The gateway has closed, as it should.
                    }
                  });
      assertThat(Frame.read(client).code()).isEqualTo(1001);
      assertThat(client.ended()).isTrue();
      drips.interrupt();
      drips.join();
      assertThat(WebSocketWorld.taken(seen).first()).isEqualTo(Frame.CLOSE);
      assertThat(world.outcome().upstream().orElseThrow().error()).contains("nobody said anything");
    }
  }

  @Test
  void aGatewayThatStopsSaysSoToBoth() throws Exception {
    try (WebSocketWorld world =
            WebSocketWorld.agreeing(state, wire -> WebSocketWorld.keep(wire, seen));
        Wire client = world.open()) {
      long begun = System.nanoTime();
      Thread closing = Thread.ofVirtual().start(world.fixture::close);
      assertThat(Frame.read(client).code()).isEqualTo(1001);
      assertThat(WebSocketWorld.taken(seen).code()).isEqualTo(1001);
      closing.join();
      assertThat(System.nanoTime() - begun).isLessThan(9_000_000_000L);
      assertThat(world.outcome().upstream().orElseThrow().error()).contains("the gateway stops");
    }
  }

  @Test
  void anAgentThatLeavesEndsTheConnectionToAws() throws Exception {
    try (WebSocketWorld world =
        WebSocketWorld.agreeing(state, wire -> WebSocketWorld.keep(wire, seen))) {
      Wire client = world.open();
      client.send(Frame.client(Frame.TEXT, "a").encoded());
      assertThat(WebSocketWorld.taken(seen).text()).isEqualTo("a");
      client.close();
      assertThat(WebSocketWorld.taken(seen).code()).isEqualTo(1001);
      assertThat(world.outcome().bytesIn()).isEqualTo(1);
    }
  }

  @Test
  void anAwsThatLeavesEndsTheAgentsConnection() throws Exception {
    try (WebSocketWorld world = WebSocketWorld.agreeing(state, Frame::read);
        Wire client = world.open()) {
      client.send(Frame.client(Frame.TEXT, "a").encoded());
      assertThat(Frame.read(client).code()).isEqualTo(1011);
      assertThat(client.ended()).isTrue();
      assertThat(world.outcome().upstream().orElseThrow().error()).contains("broke");
    }
  }

  @Test
  void whoIsPausedIsNotLeftInIt() throws Exception {
    try (WebSocketWorld world =
            WebSocketWorld.agreeing(state, wire -> WebSocketWorld.keep(wire, seen));
        Wire client = world.open()) {
      client.send(Frame.client(Frame.TEXT, "a").encoded());
      assertThat(WebSocketWorld.taken(seen).text()).isEqualTo("a");
      world.fixture.decisions.step = refusing(Failure.PAUSED, "claude is paused by ana");
      Frame told = Frame.read(client);
      assertThat(told.code()).isEqualTo(1008);
      assertThat(told.text()).contains("paused by ana");
      assertThat(client.ended()).isTrue();
      assertThat(WebSocketWorld.taken(seen).code()).isEqualTo(1001);
      assertThat(world.outcome().upstream().orElseThrow().error()).contains("paused by ana");
    }
  }

  @Test
  void aStoreThatIsAwayBreaksNothingThatStands() throws Exception {
    try (WebSocketWorld world =
            WebSocketWorld.agreeing(state, wire -> WebSocketWorld.keep(wire, seen));
        Wire client = world.open()) {
      world.fixture.decisions.step = refusing(Failure.APPROVALS_UNAVAILABLE, "nobody can tell");
      Thread.sleep(1_500);
      client.send(Frame.client(Frame.TEXT, "still").encoded());
      assertThat(WebSocketWorld.taken(seen).text()).isEqualTo("still");
    }
  }

  @Test
  void whereNobodyLooksForPausesNothingStands() throws Exception {
    try (WebSocketWorld world =
            WebSocketWorld.agreeing(state, wire -> WebSocketWorld.keep(wire, seen));
        Wire client = world.open()) {
      world.fixture.decisions.step = throwing(new IllegalStateException("a mistake"));
      assertThat(Frame.read(client).code()).isEqualTo(1008);
      assertThat(WebSocketWorld.taken(seen).code()).isEqualTo(1001);
      assertThat(world.outcome().upstream().orElseThrow().error()).contains("made a mistake");
    }
  }

  private static Consumer<String> refusing(Failure failure, String why) {
    return throwing(new Refusal(failure, why));
  }

  private static Consumer<String> throwing(RuntimeException answer) {
    return asked -> {
      if (asked.equals("running")) {
        throw answer;
      }
    };
  }

  @Test
  void aGoodByeOfAwsDoesNotShowCredentials() throws Exception {
    try (WebSocketWorld world =
            WebSocketWorld.agreeing(
                state,
                wire -> {
                  wire.send(
                      Frame.server(Frame.CLOSE, Frame.close(1008, "bad real-token!")).encoded());
                  wire.ended();
                });
        Wire client = world.open()) {
      Frame close = Frame.read(client);
      assertThat(close.code()).isEqualTo(1008);
      assertThat(close.text()).endsWith("bad **********!");
    }
  }

  @Test
  void behindAGoodByeNothingGoesOn() throws Exception {
    try (WebSocketWorld world =
            WebSocketWorld.agreeing(state, wire -> WebSocketWorld.keep(wire, seen));
        Wire client = world.open()) {
      byte[] close = Frame.client(Frame.CLOSE, Frame.close(1000, "")).encoded();
      byte[] text = Frame.client(Frame.TEXT, "late").encoded();
      byte[] both = Arrays.copyOf(close, close.length + text.length);
      System.arraycopy(text, 0, both, close.length, text.length);
      client.send(both);
      assertThat(Frame.read(client).code()).isEqualTo(1000);
      assertThat(client.ended()).isTrue();
      assertThat(seen).hasSize(1);
    }
  }
}
