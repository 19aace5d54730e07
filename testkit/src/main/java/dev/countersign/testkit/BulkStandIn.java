package dev.countersign.testkit;

import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SniHandler;
import java.net.InetSocketAddress;

/**
 * A second way into a stand-in's world, for bodies of any size: it verifies each request as it
 * arrives and keeps nothing of it. {@code PUT} and {@code POST} are answered when the whole body
 * was right; {@code GET /bytes/N} answers with N bytes.
 */
public final class BulkStandIn implements AutoCloseable {

  private static final int THREADS = 2;
  private static final int LONGEST_LINE = 16 << 10;
  private static final int LONGEST_HEAD = 64 << 10;
  private static final int CHUNK = 64 << 10;

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(THREADS, NioIoHandler.newFactory());
  private final Channel listener;

  private BulkStandIn(StandIn world) {
    TlsHosts hosts = world.tlsHosts();
    this.listener =
        Listening.on(
            loops,
            0,
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                channel
                    .pipeline()
                    .addLast(new SniHandler(hosts))
                    .addLast(new HttpServerCodec(LONGEST_LINE, LONGEST_HEAD, CHUNK))
                    .addLast(new BulkHandler(world.verifier()));
              }
            });
  }

  /** Opens a port of its own; credentials and certificates are those of {@code world}. */
  public static BulkStandIn beside(StandIn world) {
    return new BulkStandIn(world);
  }

  /** What to dial. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Stops at once; the world goes on. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    Listening.stop(loops);
  }
}
