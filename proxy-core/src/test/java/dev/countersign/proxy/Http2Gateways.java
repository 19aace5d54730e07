package dev.countersign.proxy;

import static dev.countersign.proxy.Http2Wire.request;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What tests of HTTP/2 have in common: calls that wait, and an AWS that repeats them. */
@ExtendWith(LeakExtension.class)
abstract class Http2Gateways {

  static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

  @TempDir Path state;

  final CountDownLatch go = new CountDownLatch(1);

  /** Lets the first {@code count} calls wait before their verdict, until {@link #go}. */
  void hold(Fixture fixture, int count) {
    AtomicInteger held = new AtomicInteger();
    fixture.decisions.step =
        what -> {
          if (what.equals("judge") && held.incrementAndGet() <= count) {
            await(go);
          }
        };
  }

  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  static ScriptedAws echo() {
    return ScriptedAws.http2(
        (wire, _) -> {
          while (true) {
            Http2Wire.Request request = wire.request();
            wire.respond(request.stream(), request.headers().path() + " " + request.text());
          }
        });
  }
}
