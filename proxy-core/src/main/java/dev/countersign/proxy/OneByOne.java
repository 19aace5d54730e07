package dev.countersign.proxy;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Hands on exactly one message for each {@code read()}; what one read of the socket decoded to
 * beyond that waits here. With auto-read off, this is what makes back-pressure exact.
 *
 * <p>Netty's FlowControlHandler does nearly that, but it forgets a read that brought only a part of
 * a message, and it recurses once for each queued message: a body in one-byte chunks would overflow
 * the stack.
 */
final class OneByOne extends ChannelDuplexHandler {

  private final Queue<Object> queue = new ArrayDeque<>();
  private boolean wanted;
  private boolean handingOn;

  @Override
  public void read(ChannelHandlerContext ctx) {
    wanted = true;
    handOn(ctx);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    queue.add(message);
    if (wanted) {
      handOn(ctx);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    if (wanted) {
      ctx.read();
    }
  }

  private void handOn(ChannelHandlerContext ctx) {
    if (handingOn) {
      return; // A read from inside a handler: the loop below goes on with it.
    }
    handingOn = true;
    try {
      while (wanted && !queue.isEmpty()) {
        wanted = false;
        ctx.fireChannelRead(queue.remove());
      }
    } finally {
      handingOn = false;
    }
    if (wanted) {
      ctx.fireChannelReadComplete(); // Nothing more for now: time to flush.
      ctx.read();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    release();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    release();
  }

  private void release() {
    queue.forEach(ReferenceCountUtil::release);
    queue.clear();
  }
}
