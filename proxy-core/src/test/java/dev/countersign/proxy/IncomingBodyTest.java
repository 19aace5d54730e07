package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A body that an exchange waits for. */
class IncomingBodyTest {

  @TempDir private Path directory;
  private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());

  private IncomingBody body() {
    ChannelHandlerContext context = channel.pipeline().firstContext();
    return new IncomingBody(
        context, new IncomingBody.Bounds(64 * 1024, 1 << 20, directory), 100, false, () -> {});
  }

  /** Lets the event loop work until the exchange's thread waits for bytes. */
  private void wanted(IncomingBody body) {
    Fixture.eventually(
        () -> {
          channel.runPendingTasks();
          return body.isWanted();
        });
  }

  private void pass(long seconds) {
    channel.advanceTimeBy(seconds, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void aBodyInDripsIsGivenUp() {
    IncomingBody body = body();
    CompletableFuture<String> hash = CompletableFuture.supplyAsync(body::sha256);
    wanted(body);
    for (int i = 0; i < 2; i++) {
      pass(IncomingBody.SLOWEST / 3);
      body.offer(Unpooled.wrappedBuffer(new byte[1]), false);
      assertThat(hash).isNotDone();
    }
    pass(IncomingBody.SLOWEST);
    assertThatThrownBy(hash::join)
        .cause()
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.failure()).isEqualTo(Failure.BODY_TOO_SLOW));
    body.close();
  }

  @Test
  void oneThatComesInTimeIsHeld() {
    IncomingBody body = body();
    CompletableFuture<String> hash = CompletableFuture.supplyAsync(body::sha256);
    wanted(body);
    pass(IncomingBody.SLOWEST - 1);
    body.offer(Unpooled.wrappedBuffer(new byte[100]), true);
    assertThat(hash.join()).hasSize(64);
    assertThat(body.held()).isEqualTo(100);
    body.close();
  }
}
