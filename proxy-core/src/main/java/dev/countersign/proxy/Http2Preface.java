package dev.countersign.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.util.concurrent.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells HTTP/2 from HTTP/1.1 by the first bytes, where nothing was agreed on: HTTP/2 begins with a
 * preface that is no request of anybody's (RFC 9113, 3.4). A client with prior knowledge starts
 * like this, in TLS without ALPN (the AWS SDK for Java does so) as in cleartext (section 3.3).
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class Http2Preface extends ByteToMessageDecoder {

  private static final ByteBuf PREFACE = Http2CodecUtil.connectionPrefaceBuf();
  private static final long SECONDS = 75;

  private final Consumer<ChannelPipeline> http1;
  private final Consumer<ChannelPipeline> http2;
  private @Nullable Future<?> deadline;

  Http2Preface(Consumer<ChannelPipeline> http1, Consumer<ChannelPipeline> http2) {
    this.http1 = http1;
    this.http2 = http2;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    deadline = ctx.executor().schedule(() -> ctx.close(), SECONDS, TimeUnit.SECONDS);
    ctx.read();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    int length = Math.min(in.readableBytes(), PREFACE.readableBytes());
    boolean same = ByteBufUtil.equals(in, in.readerIndex(), PREFACE, 0, length);
    if (!same) {
      http1.accept(ctx.pipeline());
    } else if (length == PREFACE.readableBytes()) {
      http2.accept(ctx.pipeline());
    } else {
      return;
    }
    ctx.pipeline().remove(this);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ExchangeHandler.Drain.EVENT) {
      ctx.close();
    }
    ctx.fireUserEventTriggered(event);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    if (deadline != null) {
      deadline.cancel(false);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
