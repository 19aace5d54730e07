package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClientStreamTest {

  /** A client that never takes anything. */
  private static final class Full extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ctx.channel().closeFuture().addListener(_ -> promise.tryFailure(new ClientLeft()));
    }
  }

  private static ClientStream stream(EmbeddedChannel channel) {
    ChannelHandlerContext ctx = channel.pipeline().lastContext();
    RequestHead head = new RequestHead("GET", "/", "h", 443, Headers.EMPTY);
    IncomingBody.Bounds bounds = new IncomingBody.Bounds(1, 1, Path.of("none"));
    IncomingBody body = new IncomingBody(ctx, bounds, 0, false, () -> {});
    return new ClientStream(ctx, head, "id", body, true, Optional.empty(), () -> {});
  }

  @Test
  void anAnswerThatIsNotTakenIsLostAfterAWhile() {
    EmbeddedChannel channel = new EmbeddedChannel(new Full(), new ChannelInboundHandlerAdapter());
    channel.freezeTime();
    var taken = stream(channel).end();
    channel.advanceTimeBy(74, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(taken.isDone()).isFalse();
    channel.advanceTimeBy(1, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isFalse();
    assertThat(taken.isDone()).isTrue();
    assertThat(taken.isSuccess()).isFalse();
  }

  @Test
  void whoTakesItsAnswerKeepsItsConnection() {
    EmbeddedChannel channel = new EmbeddedChannel(new ChannelInboundHandlerAdapter());
    channel.freezeTime();
    assertThat(stream(channel).end().isSuccess()).isTrue();
    channel.advanceTimeBy(80, TimeUnit.SECONDS);
    channel.runScheduledPendingTasks();
    assertThat(channel.isOpen()).isTrue();
    channel.finishAndReleaseAll();
  }
}
