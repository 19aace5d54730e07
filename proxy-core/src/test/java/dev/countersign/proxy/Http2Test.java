package dev.countersign.proxy;

import static dev.countersign.proxy.Fixture.HOST;
import static dev.countersign.proxy.Http2Wire.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditRecord;
import dev.countersign.config.GatewayConfig.HostsConfig;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Verdict;
import dev.countersign.signer.BodyPlan;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;

/** HTTP/2 on both sides: streams that are exchanges of their own, in both directions at once. */
class Http2Test extends Http2Gateways {

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
}
