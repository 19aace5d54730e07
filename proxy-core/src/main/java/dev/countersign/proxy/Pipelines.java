package dev.countersign.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The pipelines of a client's connection, all of them: what stands here is what bytes meet. */
@SuppressWarnings("FutureReturnValueIgnored") // what is closed here, nobody waits for
final class Pipelines {

  /** For the head of a CONNECT; no client needs more. */
  private static final int CONNECT_HEAD = 16 * 1024;

  /** How long a client may keep us waiting, be it for a request or for a part of one. */
  private static final long CLIENT_IDLE_SECONDS = 75;

  private static final long TUNNEL_IDLE_SECONDS = TimeUnit.HOURS.toSeconds(1);

  private final LeafContexts leaves;
  private final Exchanges exchanges;
  private final int maxHead;

  /** Streams of all connections: what a stream may keep unread is as much as a connection may. */
  private final Semaphore streams;

  /**
   * @param maxHead request line and headers together, in bytes
   * @param maxStreams of HTTP/2, open at once on all connections together
   */
  Pipelines(LeafContexts leaves, Exchanges exchanges, int maxHead, int maxStreams) {
    this.leaves = leaves;
    this.exchanges = exchanges;
    this.maxHead = maxHead;
    this.streams = new Semaphore(maxStreams);
  }

  /** A connection that was just accepted. */
  void accepted(ChannelPipeline pipeline, Connect.Context context) {
    pipeline.addLast(new FirstByteGuard("This is an HTTP proxy; it speaks HTTP/1.1."));
    pipeline.addLast(new StrictRequestDecoder(CONNECT_HEAD));
    pipeline.addLast(
        new ConnectHandler(context, connect -> exchanges.launch(connect::run, () -> {})));
  }

  /** A tunnel whose TLS ends here, and whose requests are judged one by one. */
  void intercept(ChannelPipeline pipeline, ClientConnection connection) {
    pipeline.addLast(leaves.handler(connection.host()));
    pipeline.addLast(
        new Alpn(
            next -> http1(next, connection),
            next -> http2(next, connection, "https"),
            next -> byPreface(next, connection, "https")));
    pipeline.read();
  }

  /** A connection to the endpoint listener that was just accepted. */
  void endpoint(ChannelPipeline pipeline, List<String> names) {
    Channel channel = pipeline.channel();
    if (!(channel.localAddress() instanceof InetSocketAddress own)) {
      channel.close();
      return;
    }
    channel.config().setAutoRead(false);
    pipeline.addLast(new FirstByteGuard("This is an AWS endpoint; it speaks HTTP, not TLS."));
    byPreface(pipeline, ClientConnection.endpoint(own, names, Connect.peer(channel)), "http");
  }

  /**
   * HTTP of whichever version the client begins with.
   *
   * @param scheme {@code https}, or {@code http} where no TLS came before
   */
  private void byPreface(ChannelPipeline pipeline, ClientConnection connection, String scheme) {
    pipeline.addLast(
        new Http2Preface(next -> http1(next, connection), next -> http2(next, connection, scheme)));
  }

  private void http1(ChannelPipeline pipeline, ClientConnection connection) {
    pipeline.addLast(new StrictRequestDecoder(maxHead));
    pipeline.addLast(new HttpResponseEncoder());
    judged(pipeline, connection, LingeringClose::begin);
  }

  private void http2(ChannelPipeline pipeline, ClientConnection connection, String scheme) {
    ClientHttp2 whole = new ClientHttp2(CLIENT_IDLE_SECONDS, pipeline.channel());
    pipeline.addLast(Http2Codecs.towardsClient(maxHead));
    pipeline.addLast(whole);
    pipeline.addLast(
        new Http2MultiplexHandler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel stream) {
                whole.opened(stream);
                if (streams.tryAcquire()) {
                  stream.closeFuture().addListener(_ -> streams.release());
                  stream(stream.pipeline(), connection, scheme);
                } else {
                  ClientHttp2.reset(stream, Http2Error.REFUSED_STREAM);
                }
              }
            }));
    // The connection is always read; what holds a client back are the windows of its streams.
    pipeline.channel().config().setAutoRead(true);
  }

  private void stream(ChannelPipeline pipeline, ClientConnection connection, String scheme) {
    pipeline.channel().config().setAutoRead(false);
    pipeline.addLast(new StreamRequestDecoder(scheme));
    pipeline.addLast(new StreamEncoder());
    judged(pipeline, connection, ClientHttp2::breakOff);
  }

  /** From here on all versions of HTTP are one. */
  private void judged(
      ChannelPipeline pipeline,
      ClientConnection connection,
      Consumer<ChannelHandlerContext> breakOff) {
    pipeline.addLast(new FramingGuard(connection, maxHead));
    pipeline.addLast(new AuthorityGuard(connection));
    if (connection.arrival() == Arrival.ENDPOINT) {
      pipeline.addLast(new BrowserGuard());
    }
    pipeline.addLast(new OneByOne());
    // Behind the decoder it counts whole messages, so that a head in drips does not count as life.
    pipeline.addLast(new IdleStateHandler(CLIENT_IDLE_SECONDS, 0, 0, TimeUnit.SECONDS));
    pipeline.addLast(new ExchangeHandler(connection, exchanges, breakOff));
  }

  /** A tunnel whose bytes pass unseen. */
  void tunnel(ChannelPipeline pipeline, Tunnel tunnel) {
    pipeline.addLast(new IdleStateHandler(0, 0, TUNNEL_IDLE_SECONDS, TimeUnit.SECONDS));
    tunnel.splice(task -> exchanges.launch(task, () -> {}));
  }
}
