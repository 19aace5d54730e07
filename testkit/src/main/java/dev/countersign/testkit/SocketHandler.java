package dev.countersign.testkit;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** Messages of a WebSocket to what its service says to them. */
final class SocketHandler extends SimpleChannelInboundHandler<WebSocketFrame> {

  private final Conversation conversation;

  SocketHandler(Conversation conversation) {
    this.conversation = conversation;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame) {
    switch (frame) {
      case CloseWebSocketFrame close -> write(ctx, close.retainedDuplicate());
      case PingWebSocketFrame ping -> write(ctx, new PongWebSocketFrame(ping.content().retain()));
      case PongWebSocketFrame _ -> {}
      default -> conversation.hear(frame).forEach(said -> write(ctx, said));
    }
  }

  private static void write(ChannelHandlerContext ctx, WebSocketFrame frame) {
    var written = ctx.writeAndFlush(frame);
    if (frame instanceof CloseWebSocketFrame) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }
}
