package dev.countersign.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.List;

/**
 * Judges a new connection by its first byte, then leaves the pipeline: no request begins with
 * anything but a capital letter. TLS spoken straight to the port is closed without a word, since
 * its sender could not read one; other garbage is told what this port is.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class FirstByteGuard extends ChannelInboundHandlerAdapter {

  private static final int TLS_HANDSHAKE = 0x16;

  private final String what;

  /**
   * @param what this port is, in one line of ASCII
   */
  FirstByteGuard(String what) {
    this.what = what;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (!bytes.isReadable()) {
      bytes.release();
      return;
    }
    int first = bytes.getUnsignedByte(bytes.readerIndex());
    if (first >= 'A' && first <= 'Z') {
      ctx.pipeline().remove(this);
      ctx.fireChannelRead(bytes);
      return;
    }
    bytes.release();
    if (first == TLS_HANDSHAKE) {
      ctx.close();
    } else {
      DirectAnswer.write(ctx, 400, what, List.of());
    }
  }
}
