package dev.countersign.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.signer.EventHeader;
import dev.countersign.signer.EventMessage;
import dev.countersign.signer.EventValue;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.Signer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** WebSockets whose messages are events, of an agent without a secret. */
@ExtendWith(LeakExtension.class)
class WebSocketEventsTest {

  @TempDir Path state;

  private final BlockingQueue<Frame> seen = new LinkedBlockingQueue<>();

  private static byte[] message(String type, String payload) {
    return new EventMessage(
            List.of(new EventHeader(":message-type", new EventValue.Text(type))),
            payload.getBytes(US_ASCII))
        .encode();
  }

  /** As the signer makes it; what the fixture's AWS sees of the upgrade is not about that. */
  private WebSocketWorld world(WebSocketWorld.Talk talk) {
    String url =
        "/ws?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIA222222222222CLDE%2F20260302"
            + "%2Feu-west-1%2Ftranscribe%2Faws4_request&X-Amz-Date=20260302T120000Z"
            + "&X-Amz-Expires=300&X-Amz-SignedHeaders=host&X-Amz-Signature="
            + "0".repeat(64);
    RequestHead head =
        new RequestHead("GET", url, Fixture.HOST, 443, Headers.of("Host", Fixture.HOST));
    WebSocketWorld world = WebSocketWorld.agreeing(state, talk);
    world.fixture.decisions.plan =
        new Signer(Clock.systemUTC())
            .signUpgrade(
                InboundSignature.parse(head),
                Optional.empty(),
                true,
                new AwsCredentials("ASIAREAL", Secret.of("real-secret"), null, null))
            .body();
    return world;
  }

  @Test
  void anEventInFragmentsGoesOnAsOne() throws Exception {
    byte[] event = message("event", "audio");
    try (WebSocketWorld world = world(wire -> WebSocketWorld.keep(wire, seen));
        Wire client = world.open()) {
      client.send(Frame.client(0x02, Arrays.copyOf(event, 5)).encoded());
      client.send(Frame.client(Frame.PING, "p").encoded());
      client.send(Frame.client(0x80, Arrays.copyOfRange(event, 5, event.length)).encoded());
      assertThat(WebSocketWorld.taken(seen).first()).isEqualTo(Frame.PING);
      Frame whole = WebSocketWorld.taken(seen);
      assertThat(whole.first()).isEqualTo(Frame.BINARY);
      assertThat(whole.payload()).isEqualTo(event);
    }
  }

  @Test
  void whatIsNoEventEndsBothSides() throws Exception {
    byte[] event = message("event", "audio");
    byte[] two = Arrays.copyOf(event, 2 * event.length);
    System.arraycopy(event, 0, two, event.length, event.length);
    for (Frame bad :
        List.of(
            Frame.client(Frame.TEXT, "text"),
            Frame.client(Frame.BINARY, "bytes"),
            Frame.client(Frame.BINARY, ""),
            Frame.client(Frame.BINARY, two))) {
      try (WebSocketWorld world = world(wire -> WebSocketWorld.keep(wire, seen));
          Wire client = world.open()) {
        client.send(bad.encoded());
        assertThat(Frame.read(client).code()).isEqualTo(1008);
        assertThat(client.ended()).isTrue();
        assertThat(WebSocketWorld.taken(seen).code()).isEqualTo(1001);
        assertThat(world.outcome().upstream().orElseThrow().error()).isNotEmpty();
      }
    }
  }

  @Test
  void aMessageIsBoundedHoweverManyFramesItHas() throws Exception {
    try (WebSocketWorld world = world(wire -> WebSocketWorld.keep(wire, seen));
        Wire client = world.open()) {
      client.send(Frame.client(0x02, new byte[200_000]).encoded());
      client.send(Frame.client(0x00, new byte[62_145]).encoded());
      assertThat(Frame.read(client).code()).isEqualTo(1009);
      assertThat(WebSocketWorld.taken(seen).first()).isEqualTo(Frame.CLOSE);
    }
  }

  @Test
  void anExceptionOfAwsDoesNotShowCredentials() throws Exception {
    byte[] event = message("event", "real-token, as it was asked for");
    byte[] exception = message("exception", "{\"Message\": \"real-token and ASIAREAL\"}");
    try (WebSocketWorld world =
            world(
                wire -> {
                  wire.send(Frame.server(Frame.BINARY, event).encoded());
                  wire.send(Frame.server(0x02, Arrays.copyOf(exception, 60)).encoded());
                  wire.send(
                      Frame.server(0x80, Arrays.copyOfRange(exception, 60, exception.length))
                          .encoded());
                  wire.ended();
                });
        Wire client = world.open()) {
      assertThat(Frame.read(client).payload()).isEqualTo(event);
      EventMessage shown = EventMessage.decode(Frame.read(client).payload());
      assertThat(new String(shown.payload(), US_ASCII))
          .isEqualTo("{\"Message\": \"********** and ********\"}");
    }
  }

  @Test
  void whatAwsSaysHasToBeEventsToo() throws Exception {
    for (Frame bad :
        List.of(
            Frame.server(Frame.TEXT, "real-token"),
            Frame.server(Frame.BINARY, "real-token"),
            Frame.server(Frame.BINARY, Arrays.copyOf(message("event", "a"), 20)))) {
      try (WebSocketWorld world =
              world(
                  wire -> {
                    wire.send(bad.encoded());
                    WebSocketWorld.keep(wire, seen);
                  });
          Wire client = world.open()) {
        Frame told = Frame.read(client);
        assertThat(told.first()).isEqualTo(Frame.CLOSE);
        assertThat(told.code()).isEqualTo(1011);
        assertThat(told.text()).doesNotContain("real-token");
      }
    }
  }
}
