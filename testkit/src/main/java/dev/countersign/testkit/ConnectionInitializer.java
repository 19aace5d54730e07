package dev.countersign.testkit;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.ssl.SniHandler;

/**
 * One connection's pipeline: TLS for the name asked for, HTTP/1.1, whole requests (with {@code 100
 * Continue}), one at a time.
 */
final class ConnectionInitializer extends ChannelInitializer<SocketChannel> {

  private static final int LONGEST_LINE = 16 << 10;
  private static final int LONGEST_HEAD = 64 << 10;
  private static final int CHUNK = 64 << 10;

  private final TlsHosts hosts;
  private final Door door;

  ConnectionInitializer(TlsHosts hosts, Door door) {
    this.hosts = hosts;
    this.door = door;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    channel
        .pipeline()
        .addLast(new SniHandler(hosts))
        .addLast(new HttpServerCodec(LONGEST_LINE, LONGEST_HEAD, CHUNK))
        .addLast(new HttpObjectAggregator(Limits.BODY, true))
        .addLast(new FlowControlHandler())
        .addLast(new ExchangeHandler(door));
  }
}
