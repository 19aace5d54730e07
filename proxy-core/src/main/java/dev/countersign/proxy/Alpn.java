package dev.countersign.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import java.util.function.Consumer;

/**
 * Waits for the handshake and puts in its own place the protocol that it agreed on by ALPN (RFC
 * 7301).
 */
final class Alpn extends ApplicationProtocolNegotiationHandler {

  private static final String NONE = "";

  private final Consumer<ChannelPipeline> http1;
  private final Consumer<ChannelPipeline> http2;
  private final Consumer<ChannelPipeline> notAgreed;

  /**
   * @param notAgreed for another side that does not know ALPN, or has no protocol in common
   */
  Alpn(
      Consumer<ChannelPipeline> http1,
      Consumer<ChannelPipeline> http2,
      Consumer<ChannelPipeline> notAgreed) {
    super(NONE);
    this.http1 = http1;
    this.http2 = http2;
    this.notAgreed = notAgreed;
  }

  /** What is offered, or chosen from, the preferred protocol first. */
  static ApplicationProtocolConfig offering(String... protocols) {
    return new ApplicationProtocolConfig(
        Protocol.ALPN,
        SelectorFailureBehavior.NO_ADVERTISE,
        SelectedListenerFailureBehavior.ACCEPT,
        protocols);
  }

  @Override
  protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
    switch (protocol) {
      case ApplicationProtocolNames.HTTP_2 -> http2.accept(ctx.pipeline());
      case ApplicationProtocolNames.HTTP_1_1 -> http1.accept(ctx.pipeline());
      default -> notAgreed.accept(ctx.pipeline());
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event == ExchangeHandler.Drain.EVENT) {
      var _ = ctx.close();
    }
    super.userEventTriggered(ctx, event);
  }

  @Override
  protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }
}
