package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Refuses what a web page sends. A browser on this machine reaches a listener without TLS, and says
 * in {@code Origin} for whom it asks (RFC 6454, 7; Fetch, 3.2); no AWS tool sends that header, and
 * nothing is answered that would let a page read an answer.
 */
final class BrowserGuard extends ChannelInboundHandlerAdapter {

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ctx.fireChannelRead(
        message instanceof Arrived.Request request && request.head().headers().contains("Origin")
            ? new Arrived.Rejected(
                request.head(),
                new Refusal(Failure.AUTHORITY, "web pages are not served here (Origin is there)"))
            : message);
  }
}
