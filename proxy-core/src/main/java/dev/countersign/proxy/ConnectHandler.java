package dev.countersign.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The first handler of a connection: waits for one CONNECT, has it decided on a virtual thread
 * ({@link Connect}), and makes way for what was decided.
 *
 * <p>The decoder leaves the pipeline with the head of the CONNECT, before it can mistake what
 * follows for HTTP; a client that speaks on without waiting for the answer finds its bytes kept
 * here, at most what one read of the socket brought.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class ConnectHandler extends ChannelInboundHandlerAdapter {

  private static final long HEAD_SECONDS = 10;
  private static final String ESTABLISHED = "HTTP/1.1 200 Connection established\r\n\r\n";

  private final Consumer<Connect> decide;
  private final Connect.Context context;
  private final CompositeByteBuf early = Unpooled.compositeBuffer();
  private @Nullable Future<?> deadline;
  private boolean asked;

  /**
   * @param decide runs a {@link Connect} on a virtual thread
   */
  ConnectHandler(Connect.Context context, Consumer<Connect> decide) {
    this.context = context;
    this.decide = decide;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline = ctx.executor().schedule(() -> ctx.close(), HEAD_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case HttpRequest request when !asked -> {
        asked = true;
        ctx.channel().config().setAutoRead(false);
        cancelDeadline();
        ctx.pipeline().remove(StrictRequestDecoder.class);
        decide.accept(new Connect(request, ctx.channel(), this, context));
        ReferenceCountUtil.release(request);
      }
      case ByteBuf bytes -> early.addComponent(true, bytes);
      default -> ReferenceCountUtil.release(message);
    }
  }

  /** Answers with success and puts {@code next} in this handler's place; on the event loop. */
  void establish(ChannelHandlerContext ctx, Runnable next) {
    ctx.writeAndFlush(Unpooled.copiedBuffer(ESTABLISHED, StandardCharsets.US_ASCII));
    next.run();
    ByteBuf first = early.retainedDuplicate();
    if (first.isReadable()) {
      ctx.fireChannelRead(first);
      ctx.fireChannelReadComplete();
    } else {
      first.release();
    }
    ctx.pipeline().remove(this);
  }

  /** Answers with anything but success, and closes. */
  void refuse(ChannelHandlerContext ctx, Connect.Direct answer) {
    DirectAnswer.write(ctx, answer.status(), answer.message(), answer.headers());
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    cancelDeadline();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    cancelDeadline();
    early.release();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
