package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;

/**
 * Refuses what a web page sends. A browser on this machine reaches a listener without TLS, and says
 * in {@code Origin} for whom it asks (RFC 6454, 7; Fetch, 3.2). What a page merely refers to, a
 * picture or a link, is asked for without that; but then {@code Sec-Fetch-Site} is there, which
 * browsers send to this machine without TLS as well (Fetch Metadata, 2). No AWS tool sends either,
 * and nothing is answered that would let a page read an answer.
 */
final class BrowserGuard extends ChannelInboundHandlerAdapter {

  private static final List<String> MARKS = List.of("Origin", "Sec-Fetch-Site");

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ctx.fireChannelRead(
        message instanceof Arrived.Request request
                && MARKS.stream().anyMatch(request.head().headers()::contains)
            ? new Arrived.Rejected(
                request.head(),
                new Refusal(
                    Failure.AUTHORITY,
                    "web pages are not served here (Origin or Sec-Fetch-Site is there)"))
            : message);
  }
}
