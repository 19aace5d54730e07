package dev.countersign.proxy;

import static dev.countersign.proxy.Fixture.HOST;
import static dev.countersign.proxy.Http2Wire.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditRecord;
import dev.countersign.config.GatewayConfig.HostsConfig;
import dev.countersign.model.Failure;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Verdict;
import dev.countersign.signer.BodyPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** HTTP/2 on both sides: streams that are exchanges of their own, in both directions at once. */
@ExtendWith(LeakExtension.class)
class Http2Test {

  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir Path state;

  private final CountDownLatch go = new CountDownLatch(1);

  /** Lets the first {@code count} calls wait before their verdict, until {@link #go}. */
  private void hold(Fixture fixture, int count) {
    AtomicInteger held = new AtomicInteger();
    fixture.decisions.step =
        what -> {
          if (what.equals("judge") && held.incrementAndGet() <= count) {
            await(go);
          }
        };
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static ScriptedAws echo() {
    return ScriptedAws.http2(
        (wire, _) -> {
          while (true) {
            Http2Wire.Request request = wire.request();
            wire.respond(request.stream(), request.headers().path() + " " + request.text());
          }
        });
  }

  @Test
  void theUpstreamSpeaksWhatTheClientSpeaks() throws Exception {
    BlockingQueue<String> spoken = new ArrayBlockingQueue<>(10);
    try (ScriptedAws aws =
            new ScriptedAws(
                HOST,
                (wire, _) -> {
                  SSLSocket socket = (SSLSocket) wire.socket();
                  socket.startHandshake();
                  String protocol = socket.getApplicationProtocol();
                  spoken.add(protocol);
                  if (protocol.equals("h2")) {
                    Http2Wire http2 = Http2Wire.server(wire.socket());
                    http2.respond(http2.request().stream(), "two");
                    http2.ended();
                  } else {
                    wire.message();
                    wire.send(OK);
                  }
                },
                "h2",
                "http/1.1");
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire two = fixture.http2();
        Wire one = fixture.tls()) {
      assertThat(two.answer(two.get("/a")).text()).isEqualTo("two");
      assertThat(one.send(Fixture.get("/a")).message().text()).isEqualTo("ok");
      assertThat(spoken).containsExactly("h2", "http/1.1");
    }
  }

  @Test
  void aRequestGoesUpstreamAsItsReadingAndNothingElse() throws Exception {
    BlockingQueue<Http2Wire.Request> seen = new ArrayBlockingQueue<>(10);
    try (ScriptedAws aws =
            ScriptedAws.http2(
                (wire, _) -> {
                  while (true) {
                    Http2Wire.Request request = wire.request();
                    seen.add(request);
                    wire.respond(request.stream(), "ok", "x-amzn-requestid", "AWS1");
                  }
                });
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      int stream = client.newStream();
      client.headers(
          stream,
          false,
          request(
              "PUT", "/a?b=%20", "te", "trailers", "x-kept", "yes", "cookie", "a", "cookie", "b"));
      client.data(stream, true, "abc");
      Http2Wire.Answer answer = client.answer(stream);
      assertThat(answer.text()).isEqualTo("ok");
      Http2Wire.Request request = seen.remove();
      assertThat(request.text()).isEqualTo("abc");
      assertThat(request.headers().names().stream().map(CharSequence::toString))
          .containsExactlyInAnyOrder(
              ":method", ":scheme", ":path", ":authority", "x-kept", "cookie", "authorization");
      assertThat(request.headers().path()).hasToString("/a?b=%20");
      assertThat(request.headers().authority()).hasToString(HOST);
      AuditRecord outcome = fixture.outcomes(1).getFirst();
      assertThat(answer.headers().get("x-countersign-request-id")).hasToString(outcome.id());
      assertThat(outcome.upstream()).contains(new AuditRecord.Upstream(200, "AWS1", ""));
      assertThat(outcome.bytesIn()).isEqualTo(3);
    }
  }

  @Test
  void manyStreamsAtOnceAreExchangesOfTheirOwn() throws Exception {
    try (ScriptedAws aws = echo();
        Fixture fixture =
            new Fixture(state, aws.address(), 100, new HostsConfig(false, List.of()), false);
        Http2Wire client = fixture.http2()) {
      hold(fixture, 50);
      Set<Integer> streams = new HashSet<>();
      for (int i = 0; i < 50; i++) {
        int stream = client.newStream();
        streams.add(stream);
        client.headers(stream, false, request("PUT", "/" + stream)).data(stream, true, "b" + i);
      }
      Fixture.eventually(
          () -> fixture.decisions.asked.stream().filter("judge"::equals).count() == 50);
      go.countDown();
      while (!streams.isEmpty()) {
        Http2Wire.Frame frame = client.next();
        if (frame.type() == Http2Wire.HEADERS) {
          assertThat(client.decode(frame).status()).hasToString("200");
        }
        if (frame.type() == Http2Wire.DATA && frame.payload().length > 0) {
          assertThat(new String(frame.payload(), java.nio.charset.StandardCharsets.US_ASCII))
              .startsWith("/" + frame.stream() + " b");
        }
        if (frame.isLast()) {
          assertThat(streams.remove(frame.stream())).isTrue();
        }
      }
      assertThat(fixture.outcomes(50).stream().map(AuditRecord::id).distinct()).hasSize(50);
    }
  }

  @Test
  void anAnswerStreamsWhileItsRequestIsStillBeingSent() throws Exception {
    try (ScriptedAws aws =
            ScriptedAws.http2(
                (wire, _) -> {
                  Http2Wire.Frame frame = wire.next(Http2Wire.HEADERS);
                  wire.headers(frame.stream(), false, ":status", "200");
                  while (!frame.isLast()) {
                    frame = wire.next(Http2Wire.DATA);
                    wire.data(frame.stream(), frame.isLast(), frame.payload());
                  }
                  wire.ended();
                });
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      int stream = client.newStream();
      client.headers(stream, false, request("POST", "/duplex"));
      assertThat(client.decode(client.next(Http2Wire.HEADERS)).status()).hasToString("200");
      for (int i = 0; i < 20; i++) {
        client.data(stream, false, "event " + i);
        assertThat(client.next(Http2Wire.DATA).payload()).asString().isEqualTo("event " + i);
      }
      client.data(stream, true, "end");
      assertThat(client.answer(stream).text()).isEqualTo("end");
      assertThat(fixture.outcomes(1).getFirst().upstream())
          .contains(new AuditRecord.Upstream(200, "", ""));
    }
  }

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
  void aStreamThatIsResetTakesItsCallWithIt() throws Exception {
    BlockingQueue<String> upstream = new ArrayBlockingQueue<>(10);
    try (ScriptedAws aws =
            ScriptedAws.http2(
                (wire, number) -> {
                  Http2Wire.Request request = wire.request();
                  if (request.headers().path().toString().equals("/left")) {
                    upstream.add("asked");
                    upstream.add(wire.ended() ? "closed" : "open");
                  } else {
                    wire.respond(request.stream(), "ok");
                    wire.ended();
                  }
                });
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      int stream = client.get("/left");
      assertThat(upstream.poll(10, TimeUnit.SECONDS)).isEqualTo("asked");
      client.reset(stream);
      assertThat(upstream.poll(10, TimeUnit.SECONDS)).isEqualTo("closed");
      assertThat(client.answer(client.get("/other")).status()).isEqualTo(200);
      assertThat(fixture.outcomes(2).getFirst().upstream())
          .contains(new AuditRecord.Upstream(0, "", "the client left"));
    }
  }

  @Test
  void aClientIsMissedEvenWhereNobodyReadsWhatItSent() throws Exception {
    try (ScriptedAws aws = echo();
        Fixture fixture = new Fixture(state, aws.address());
        Wire tunnel = fixture.connected(HOST, "");
        Http2Wire client = Http2Wire.client(Fixture.tls(tunnel, HOST, "h2").socket())) {
      hold(fixture, 2);
      int reset = client.newStream();
      client.headers(reset, false, request("PUT", "/left")).data(reset, false, "queued");
      int broken = client.newStream();
      client.headers(broken, false, request("PUT", "/left")).data(broken, false, "queued");
      Fixture.eventually(
          () -> fixture.decisions.asked.stream().filter("judge"::equals).count() == 2);
      client.reset(reset);
      tunnel.socket().shutdownOutput();
      assertThat(client.ended()).isTrue();
      go.countDown();
      assertThat(fixture.outcomes(2))
          .allSatisfy(
              outcome ->
                  assertThat(outcome.upstream())
                      .contains(new AuditRecord.Upstream(0, "", "the client left")));
    }
  }

  @Test
  void aRefusedUploadIsAnsweredAndTheConnectionStays() throws Exception {
    try (ScriptedAws aws = echo();
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      fixture.decisions.verdict = new Verdict.Deny("no writes", "Ask.");
      int stream = client.newStream();
      client.headers(stream, false, request("PUT", "/a", "content-length", "9000000"));
      client.data(stream, false, new byte[10_000]);
      Http2Wire.Answer answer = client.answer(stream);
      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text()).contains("no writes");
      Http2Wire.Frame reset = client.next(Http2Wire.RST_STREAM);
      assertThat(reset.error()).isZero();
      client.data(stream, false, new byte[10_000]);
      fixture.decisions.verdict = new Verdict.Allow("all", "", Narrowing.NONE);
      assertThat(client.answer(client.get("/b")).status()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatExpectsIsToldToContinueOnlyAfterTheDecision() throws Exception {
    try (ScriptedAws aws = echo();
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      int stream = client.newStream();
      client.headers(stream, false, request("PUT", "/a", "expect", "100-continue"));
      assertThat(client.decode(client.next(Http2Wire.HEADERS)).status()).hasToString("100");
      assertThat(fixture.decisions.asked).contains("judge", "sign");
      client.data(stream, true, "abc");
      assertThat(client.answer(stream).text()).isEqualTo("/a abc");
    }
  }

  @Test
  void anAnswerToHeadHasNoBody() throws Exception {
    try (ScriptedAws aws =
            ScriptedAws.http2(
                (wire, _) -> {
                  int stream = wire.request().stream();
                  wire.headers(stream, true, ":status", "200", "content-length", "1000");
                  wire.ended();
                });
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      int stream = client.newStream();
      client.headers(stream, true, request("HEAD", "/a"));
      Http2Wire.Answer answer = client.answer(stream);
      assertThat(answer.headers().get("content-length")).hasToString("1000");
      assertThat(answer.body()).isEmpty();
      assertThat(answer.reset()).isFalse();
    }
  }

  @Test
  void aBodyThatIsNotWhatItSaysNeverReachesAwsWhole() throws Exception {
    BlockingQueue<String> received = new ArrayBlockingQueue<>(10);
    try (ScriptedAws aws =
            new ScriptedAws(
                HOST,
                (wire, _) -> {
                  try {
                    Http2Wire.server(wire.socket()).request();
                    received.add("whole");
                  } catch (IOException e) {
                    received.add("broken off");
                  }
                },
                "h2");
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      fixture.decisions.plan = new BodyPlan.Promised("0".repeat(64));
      int promised = client.newStream();
      client.headers(promised, false, request("PUT", "/a")).data(promised, true, "abc");
      assertThat(client.answer(promised).text()).contains("XAmzContentSHA256Mismatch");
      assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("broken off");
      fixture.decisions.plan = new BodyPlan.PassThrough();
      for (String body : new String[] {"ab", "abcd"}) {
        int stream = client.newStream();
        client.headers(stream, false, request("PUT", "/a", "content-length", "3"));
        Fixture.eventually(() -> fixture.decisions.asked.contains("sign"));
        client.data(stream, true, body);
        assertThat(client.answer(stream).reset()).isTrue();
        assertThat(received.poll(10, TimeUnit.SECONDS)).isEqualTo("broken off");
        fixture.decisions.asked.clear();
      }
    }
  }

  @Test
  void aClientWithPriorKnowledgeNeedsNoAlpn() throws Exception {
    try (ScriptedAws aws = echo();
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = Http2Wire.client(fixture.tls().socket())) {
      assertThat(client.answer(client.get("/a")).status()).isEqualTo(200);
    }
  }

  @Test
  void aConnectionUpstreamIsUsedAgainUntilItGoesAway() throws Exception {
    try (ScriptedAws aws =
            ScriptedAws.http2(
                (wire, _) -> {
                  for (int i = 0; i < 3; i++) {
                    wire.respond(wire.request().stream(), "ok");
                  }
                  wire.frame(Http2Wire.GOAWAY, 0, 0, new byte[] {0, 0, 0, 5, 0, 0, 0, 0});
                  wire.ended();
                });
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      for (int i = 0; i < 6; i++) {
        assertThat(client.answer(client.get("/" + i)).text()).isEqualTo("ok");
      }
      assertThat(aws.connections()).isEqualTo(2);
    }
  }

  @Test
  void aStreamThatAwsResetsIsBrokenOrReplaced() throws Exception {
    try (ScriptedAws aws =
            ScriptedAws.http2(
                (wire, number) -> {
                  int stream = wire.request().stream();
                  switch (number) {
                    case 1 -> {
                      wire.headers(stream, false, ":status", "200").data(stream, false, "half");
                      wire.reset(stream);
                    }
                    case 2 -> wire.reset(stream);
                    case 3 -> {
                      wire.respond(stream, "ok");
                      wire.reset(wire.request().stream());
                    }
                    default -> wire.respond(stream, "again");
                  }
                  wire.ended();
                });
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      Http2Wire.Answer half = client.answer(client.get("/half"));
      assertThat(half.status()).isEqualTo(200);
      assertThat(half.reset()).isTrue();
      assertThat(client.answer(client.get("/none")).status()).isEqualTo(502);
      assertThat(client.answer(client.get("/whole")).text()).isEqualTo("ok");
      assertThat(client.answer(client.get("/stale")).text()).isEqualTo("again");
    }
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
  void aGatewayThatClosesSaysSoAndLetsStreamsEnd() throws Exception {
    try (ScriptedAws aws = echo();
        Fixture fixture = new Fixture(state, aws.address());
        Http2Wire client = fixture.http2()) {
      hold(fixture, 1);
      int stream = client.get("/last");
      Fixture.eventually(() -> fixture.decisions.asked.contains("judge"));
      Thread closing = Thread.ofVirtual().start(fixture::close);
      assertThat(client.next(Http2Wire.GOAWAY).payload()).endsWith(0, 0, 0, 0);
      go.countDown();
      assertThat(client.answer(stream).text()).startsWith("/last");
      assertThat(client.ended()).isTrue();
      closing.join();
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
