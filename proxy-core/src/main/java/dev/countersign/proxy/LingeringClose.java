package dev.countersign.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslHandler;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose client may still be sending. A plain close with unread bytes makes the
 * kernel send a reset, and the client would report that instead of the answer it was given. So only
 * our direction is closed, and what still comes is thrown away undeciphered, for a bounded while.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class LingeringClose extends ChannelInboundHandlerAdapter {

  private static final long MAX_BYTES = 64L * 1024 * 1024;
  private static final long MAX_SECONDS = 10;

  private long discarded;

  private LingeringClose() {}

  /** Begins; on the event loop, after the answer has been written. */
  static void begin(ChannelHandlerContext ctx) {
    ChannelPipeline pipeline = ctx.pipeline();
    SocketChannel channel = (SocketChannel) pipeline.channel();
    SslHandler tls = pipeline.get(SslHandler.class);
    ChannelFuture said = tls == null ? channel.newSucceededFuture() : tls.closeOutbound();
    said.addListener(
        _ -> {
          if (channel.isActive()) {
            pipeline.addFirst(new LingeringClose());
            channel.shutdownOutput();
            channel.eventLoop().schedule(() -> channel.close(), MAX_SECONDS, TimeUnit.SECONDS);
          }
        });
  }

  /** From here and not by auto-read, which begins behind handlers that still hold messages. */
  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    discarded += bytes.readableBytes();
    bytes.release();
    if (discarded > MAX_BYTES) {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    ctx.close();
  }
}
