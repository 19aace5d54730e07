package dev.countersign.proxy;

import static dev.countersign.proxy.Http2Wire.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditRecord;
import dev.countersign.config.GatewayConfig.HostsConfig;
import dev.countersign.model.Failure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a connection of HTTP/2 may ask for and hold: windows, streams, frames and heads. */
class Http2BoundsTest extends Http2Gateways {

  @Test
  void streamsThatNobodyReadsKeepNoOtherWaiting() throws Exception {
    try (ScriptedAws aws = echo();
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      hold(fixture, 8);
      for (int i = 0; i < 8; i++) {
        int stream = client.newStream();
        client.headers(stream, false, request("PUT", "/held"));
        for (int block = 0; block < 4; block++) {
          client.data(stream, false, new byte[15_000]);
        }
      }
      Fixture.eventually(() -> Collections.frequency(fixture.decisions.asked, "judge") == 8);
      int other = client.newStream();
      client.headers(other, false, request("PUT", "/other"));
      client.data(other, true, new byte[15_000]);
      assertThat(client.answer(other).status()).isEqualTo(200);
      go.countDown();
    }
  }

  @Test
  void aClientThatIsGivenNoWindowByItselfSlowsAwsDown() throws Exception {
    AtomicInteger written = new AtomicInteger();
    int blocks = 64;
    try (ScriptedAws aws =
            new ScriptedAws(
                (wire, _) -> {
                  wire.head();
                  wire.send("HTTP/1.1 200 OK\r\nContent-Length: " + (blocks << 18) + "\r\n\r\n");
                  for (int i = 0; i < blocks; i++) {
                    wire.send(new byte[1 << 18]);
                    written.incrementAndGet();
                  }
                });
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      int stream = client.get("/big");
      assertThat(settled(written)).isLessThan(blocks / 2);
      assertThat(client.answer(stream).body()).hasSize(blocks << 18);
    }
  }

  @Test
  void anAwsThatReadsNothingSlowsTheClientDown() throws Exception {
    AtomicInteger granted = new AtomicInteger();
    try (ScriptedAws aws =
            ScriptedAws.http2(
                (wire, _) -> {
                  Http2Wire.Frame head = wire.next(Http2Wire.HEADERS);
                  await(go);
                  wire.respond(head.stream(), "done");
                  wire.ended();
                });
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      int stream = client.newStream();
      client.headers(stream, false, request("PUT", "/up"));
      Thread reader =
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      while (true) {
                        Http2Wire.Frame frame = client.next();
                        if (frame.type() == Http2Wire.WINDOW_UPDATE && frame.stream() == stream) {
                          granted.addAndGet(frame.error());
                        }
                        if (frame.isLast()) {
                          return;
                        }
                      }
                    } catch (IOException e) {
                      throw new AssertionError(e);
                    }
                  });
      int sent = 0;
      for (int before = -1; before != granted.get(); Thread.sleep(300)) {
        before = granted.get();
        for (; sent + 15_000 <= 65_535 + before; sent += 15_000) {
          client.data(stream, false, new byte[15_000]);
        }
      }
      assertThat(granted.get()).isLessThan(1_000_000);
      go.countDown();
      reader.join();
    }
  }

  /** The count, once it has not moved for a while. */
  private static int settled(AtomicInteger count) throws InterruptedException {
    int last = -1;
    while (last != count.get()) {
      last = count.get();
      Thread.sleep(300);
    }
    return last;
  }

  @Test
  void moreStreamsThanAgreedAreRefused() throws Exception {
    try (ScriptedAws aws = echo();
        Fixture fixture =
            new Fixture(state, aws.address(), 500, new HostsConfig(false, List.of()), false);
        Http2Wire client = fixture.http2()) {
      hold(fixture, 500);
      for (int i = 0; i < Http2Codecs.STREAMS + 1; i++) {
        client.get("/" + i);
      }
      Http2Wire.Frame refused = client.next(Http2Wire.RST_STREAM);
      assertThat(refused.stream()).isEqualTo(2 * Http2Codecs.STREAMS + 1);
      assertThat(refused.error()).isEqualTo(7);
      go.countDown();
    }
  }

  /** What a client does a thousand times, on connections of their own. */
  private interface Flood {
    void once(Http2Wire client, int number) throws IOException;
  }

  @Test
  void floodsEndTheirConnectionAndNoOther() throws Exception {
    List<Flood> floods =
        List.of(
            (client, _) -> client.reset(client.get("/reset")),
            (client, _) -> client.frame(Http2Wire.PING, 0, 0, new byte[8]),
            (client, _) -> client.frame(Http2Wire.SETTINGS, 0, 0, new byte[0]),
            (client, number) ->
                client.frame(
                    number == 0 ? Http2Wire.HEADERS : Http2Wire.CONTINUATION,
                    0,
                    1,
                    number == 0 ? Http2Wire.block(request("GET", "/")) : new byte[0]),
            (client, number) -> {
              if (number == 0) {
                client.headers(1, false, request("PUT", "/"));
              }
              client.data(1, false, "");
            },
            (client, number) -> {
              if (number == 0) {
                client.headers(1, false, request("PUT", "/"));
              }
              for (int i = 0; i < 40; i++) {
                client.data(1, false, "a");
              }
            });
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture =
            new Fixture(state, aws.address(), 2_000, new HostsConfig(false, List.of()), false);
        Http2Wire honest = fixture.http2()) {
      for (Flood flood : floods) {
        try (Http2Wire client = fixture.http2()) {
          assertThat(ends(client, flood)).isTrue();
        }
        assertThat(honest.answer(honest.get("/")).status()).isEqualTo(200);
      }
    }
  }

  /** Whether the connection ends; the GOAWAY may be lost with it where more frames are coming. */
  private static boolean ends(Http2Wire client, Flood flood) throws Exception {
    Thread sender =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (int i = 0; i < 1_000; i++) {
                      flood.once(client, i);
                    }
                  } catch (IOException closed) {
                    // As it should be.
                  }
                });
    boolean ended = client.ended();
    sender.join();
    return ended;
  }

  /** SETTINGS_INITIAL_WINDOW_SIZE 0: heads come, and no DATA. */
  private static Http2Wire withoutWindow(Fixture fixture) throws Exception {
    return fixture.http2().frame(Http2Wire.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
  }

  @Test
  void aClientThatLeavesTheEndOfAnAnswerBehindIsOnRecord() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = withoutWindow(fixture)) {
      int stream = client.get("/");
      assertThat(client.next(Http2Wire.HEADERS).stream()).isEqualTo(stream);
      client.reset(stream);
      assertThat(fixture.outcomes(1).getFirst().upstream())
          .contains(new AuditRecord.Upstream(200, "", "the client left"));
    }
  }

  @Test
  void streamsOfAllConnectionsTogetherAreBounded() throws Exception {
    List<Http2Wire> clients = new ArrayList<>();
    try (ScriptedAws aws = echo();
        Fixture fixture =
            new Fixture(state, aws.address(), 4, new HostsConfig(false, List.of()), false)) {
      hold(fixture, 4);
      for (int i = 0; i < 10; i++) {
        Http2Wire client = withoutWindow(fixture);
        clients.add(client);
        for (int stream = 0; stream < Http2Codecs.STREAMS; stream++) {
          client.headers(client.newStream(), false, request("PUT", "/"));
        }
      }
      fixture.outcomes(10 * Http2Codecs.STREAMS - 4);
      Http2Wire last = withoutWindow(fixture);
      clients.add(last);
      for (int stream = 0; stream < 25; stream++) {
        last.headers(last.newStream(), false, request("PUT", "/"));
      }
      Http2Wire.Frame refused = last.next(Http2Wire.RST_STREAM);
      assertThat(refused.stream()).isEqualTo(2 * 24 + 1);
      assertThat(refused.error()).isEqualTo(7);
      for (Http2Wire client : clients) {
        client.close();
      }
      Fixture.eventually(() -> isServed(fixture));
      go.countDown();
    }
  }

  private static boolean isServed(Fixture fixture) {
    try (Http2Wire client = fixture.http2()) {
      return client.answer(client.get("/")).status() == 503;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aHeadThatUnpacksToMoreThanEverFitsReachesNobody() throws Exception {
    try (ScriptedAws aws = ScriptedAws.always(OK);
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      // One field into the dynamic table, and then thousands of references of a byte each.
      byte[] entry = Http2Wire.block("x-bomb", "x".repeat(3_000));
      entry[0] = 0x40;
      byte[] start = Http2Wire.block(request("GET", "/"));
      byte[] bomb = new byte[start.length + entry.length + 4_000];
      java.util.Arrays.fill(bomb, (byte) 0xbe);
      System.arraycopy(start, 0, bomb, 0, start.length);
      System.arraycopy(entry, 0, bomb, start.length, entry.length);
      int stream = client.newStream();
      client.frame(Http2Wire.HEADERS, Http2Wire.END_HEADERS | Http2Wire.END_STREAM, stream, bomb);
      assertThat(client.answer(stream).status()).isEqualTo(431);
      assertThat(fixture.decisions.asked).isEmpty();
    }
  }

  @Test
  void manyCallsOverTheBoundAreEachAnsweredAndRecorded() throws Exception {
    try (ScriptedAws aws = echo();
        Fixture fixture =
            new Fixture(state, aws.address(), 4, new HostsConfig(false, List.of()), false);
        Http2Wire client = fixture.http2()) {
      hold(fixture, 4);
      for (int i = 0; i < 4; i++) {
        client.get("/held");
      }
      assertThat(client.answer(client.get("/over")).status()).isEqualTo(503);
      assertThat(fixture.outcomes(1).getFirst().refused().orElseThrow().failure())
          .isEqualTo(Failure.OVER_LIMIT);
      go.countDown();
    }
  }
}
