package dev.countersign.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.timeout.IdleStateEvent;
import java.util.concurrent.Executor;

/**
 * Bytes that pass unseen between a client and a host that is not AWS; both channels belong to one
 * event loop. Each side is read only while the other can be written to, and a side that ends its
 * sending is closed only in that direction: some protocols go on the other way.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class Tunnel {

  /** Told once, when both sides are closed. */
  interface Closed {
    /**
     * @param up bytes from the client
     * @param down bytes to the client
     */
    void tunnelled(long up, long down);
  }

  private final Channel near;
  private final Channel far;
  private final Closed closed;
  private int open = 2;

  Tunnel(Channel near, Channel far, Closed closed) {
    this.near = near;
    this.far = far;
    this.closed = closed;
  }

  /** Begins; on the event loop. */
  void splice(Executor blocking) {
    End up = new End(far);
    End down = new End(near);
    near.closeFuture().addListener(_ -> closed(blocking, up, down));
    far.closeFuture().addListener(_ -> closed(blocking, up, down));
    near.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    far.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    near.pipeline().addLast(up);
    far.pipeline().addLast(down);
  }

  private void closed(Executor blocking, End up, End down) {
    if (--open == 0) {
      blocking.execute(() -> closed.tunnelled(up.bytes, down.bytes));
    }
  }

  /** Takes what comes from its own channel to the other one. */
  private static final class End extends ChannelInboundHandlerAdapter {

    private final Channel other;
    private long bytes;

    End(Channel other) {
      this.other = other;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
      ctx.read();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      bytes += ((ByteBuf) message).readableBytes();
      other.write(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      other.flush();
      if (other.isWritable()) {
        ctx.read();
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      if (ctx.channel().isWritable()) {
        other.read();
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      switch (event) {
        case ChannelInputShutdownReadComplete _ -> endOther(ctx);
        case IdleStateEvent _ -> ctx.close();
        default -> {}
      }
    }

    /** What was written goes out first; when both directions have ended, so has the tunnel. */
    private void endOther(ChannelHandlerContext ctx) {
      other
          .writeAndFlush(Unpooled.EMPTY_BUFFER)
          .addListener(
              _ -> {
                SocketChannel socket = (SocketChannel) other;
                socket.shutdownOutput();
                if (socket.isInputShutdown()) {
                  ctx.close();
                  socket.close();
                }
              });
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
