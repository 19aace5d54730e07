package dev.countersign.testkit;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Listeners on 127.0.0.1, and the end of them. */
final class Listening {

  private Listening() {}

  /**
   * @param port 0 for any free one
   * @throws UncheckedIOException where the port cannot be bound; the loops are stopped then
   */
  static Channel on(EventLoopGroup loops, int port, ChannelHandler connections) {
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    ChannelFuture bound =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childHandler(connections)
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      stop(loops);
      throw new UncheckedIOException(new IOException("cannot listen on " + address, bound.cause()));
    }
    return bound.channel();
  }

  static void stop(EventLoopGroup loops) {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
