package dev.countersign.proxy;

import dev.countersign.model.Header;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A plain answer outside of any tunnel, after which the connection is closed. */
final class DirectAnswer {

  private DirectAnswer() {}

  /**
   * @param message plain ASCII, one line
   */
  static void write(ChannelHandlerContext ctx, int status, String message, List<Header> more) {
    StringBuilder head = new StringBuilder("HTTP/1.1 ");
    head.append(HttpResponseStatus.valueOf(status)).append("\r\n");
    head.append("Content-Type: text/plain; charset=utf-8\r\n");
    head.append("Content-Length: ").append(message.length() + 1).append("\r\n");
    head.append("Connection: close\r\n");
    more.forEach(
        field -> head.append(field.name()).append(": ").append(field.value()).append("\r\n"));
    head.append("\r\n").append(message).append('\n');
    ctx.writeAndFlush(Unpooled.copiedBuffer(head, StandardCharsets.US_ASCII))
        .addListener(ChannelFutureListener.CLOSE);
  }
}
