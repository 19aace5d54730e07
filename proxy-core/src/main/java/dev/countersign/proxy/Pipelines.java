package dev.countersign.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.timeout.IdleStateHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;

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

  /**
   * @param maxHead request line and headers together, in bytes
   */
  Pipelines(LeafContexts leaves, Exchanges exchanges, int maxHead) {
    this.leaves = leaves;
    this.exchanges = exchanges;
    this.maxHead = maxHead;
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
    requests(pipeline, connection);
    exchanges(pipeline, connection);
  }

  /** A connection to the endpoint listener that was just accepted. */
  void endpoint(ChannelPipeline pipeline, List<String> names) {
    Channel channel = pipeline.channel();
    if (!(channel.localAddress() instanceof InetSocketAddress own)) {
      channel.close();
      return;
    }
    ClientConnection connection = ClientConnection.endpoint(own, names, Connect.peer(channel));
    channel.config().setAutoRead(false);
    pipeline.addLast(new FirstByteGuard("This is an AWS endpoint; it speaks HTTP/1.1, not TLS."));
    requests(pipeline, connection);
    pipeline.addLast(new BrowserGuard());
    exchanges(pipeline, connection);
  }

  /** HTTP, as far as it has one meaning and the right host. */
  private void requests(ChannelPipeline pipeline, ClientConnection connection) {
    pipeline.addLast(new StrictRequestDecoder(maxHead));
    pipeline.addLast(new HttpResponseEncoder());
    pipeline.addLast(new FramingGuard(connection, maxHead));
    pipeline.addLast(new AuthorityGuard(connection));
  }

  private void exchanges(ChannelPipeline pipeline, ClientConnection connection) {
    pipeline.addLast(new OneByOne());
    // Behind the decoder it counts whole messages, so that a head in drips does not count as life.
    pipeline.addLast(new IdleStateHandler(CLIENT_IDLE_SECONDS, 0, 0, TimeUnit.SECONDS));
    pipeline.addLast(new ExchangeHandler(connection, exchanges));
  }

  /** A tunnel whose bytes pass unseen. */
  void tunnel(ChannelPipeline pipeline, Tunnel tunnel) {
    pipeline.addLast(new IdleStateHandler(0, 0, TUNNEL_IDLE_SECONDS, TimeUnit.SECONDS));
    tunnel.splice(task -> exchanges.launch(task, () -> {}));
  }
}
