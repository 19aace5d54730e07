package dev.countersign.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import org.jspecify.annotations.Nullable;

/** A handler that is also an object of the gateway's, and so has to know where it stands. */
abstract class Placed extends ChannelInboundHandlerAdapter {

  private @Nullable Channel channel;

  /** The channel in whose pipeline it is, or was. */
  final Channel channel() {
    if (channel == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return channel;
  }

  @Override
  public final void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }
}
