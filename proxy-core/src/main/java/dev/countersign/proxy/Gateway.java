package dev.countersign.proxy;

import dev.countersign.approvals.Approvals;
import dev.countersign.audit.AuditLog;
import dev.countersign.catalog.Catalog;
import dev.countersign.certs.LeafCertificates;
import dev.countersign.config.GatewayConfig;
import dev.countersign.credentials.Agents;
import dev.countersign.credentials.ExpressSessions;
import dev.countersign.credentials.RoleSessions;
import dev.countersign.rules.LiveRules;
import dev.countersign.signer.Presigner;
import dev.countersign.signer.Signer;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** The running proxy. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
public final class Gateway implements AutoCloseable {

  /**
   * Everything that an exchange asks. The gateway closes none of it.
   *
   * @param approvals empty where the configuration has nobody who could decide
   */
  public record Parts(
      GatewayConfig config,
      Catalog catalog,
      Agents agents,
      LiveRules rules,
      Optional<Approvals> approvals,
      LeafCertificates certificates,
      RoleSessions sessions,
      ExpressSessions express,
      Signer signer,
      Presigner presigner,
      AuditLog audit,
      MeterRegistry meters,
      Clock clock) {}

  /** How long exchanges that are running may take once the gateway closes. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private static final int MIN_CONNECTIONS = 1024;

  private final EventLoopGroup acceptor;
  private final EventLoopGroup workers;
  private final Names names = new Names();
  private final ChannelGroup clients = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final Exchanges exchanges;
  private final Connect.Context context;
  private final int maxConnections;
  private final Channel listener;
  private final Optional<Channel> endpoint;

  private Gateway(
      GatewayConfig config, Collaborators collaborators, MeterRegistry registry, Clock clock) {
    boolean epoll = Epoll.isAvailable();
    Upstreams upstreams;
    Dialer dialer =
        new Dialer(
            epoll ? EpollSocketChannel.class : NioSocketChannel.class, names, config.upstream());
    upstreams = new Upstreams(dialer, config.upstream().trust(), config.limits().webSocketIdle());
    exchanges = new Exchanges(config, collaborators, upstreams, new Meters(registry), clock);
    LeafContexts leaves =
        new LeafContexts(collaborators::leaf, task -> Thread.ofVirtual().start(task));
    maxConnections = Math.max(MIN_CONNECTIONS, 4 * config.limits().exchanges());
    Pipelines pipelines = new Pipelines(leaves, exchanges, config.limits().head(), maxConnections);
    context = new Connect.Context(config, collaborators, pipelines, dialer, clock);
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    acceptor = new MultiThreadIoEventLoopGroup(1, io);
    workers = new MultiThreadIoEventLoopGroup(io);
    listener = bind(config.proxyListen(), epoll, it -> context.pipelines().accepted(it, context));
    endpoint =
        config
            .endpoint()
            .map(
                it ->
                    bind(
                        it.listen(),
                        epoll,
                        client -> context.pipelines().endpoint(client, it.names())));
  }

  /**
   * Binds the listeners and serves.
   *
   * @throws UncheckedIOException where the address cannot be bound; says which
   * @throws IllegalArgumentException where {@code upstream.trust} cannot be used
   */
  public static Gateway start(Parts parts) {
    return start(parts.config(), PartsCollaborators.of(parts), parts.meters(), parts.clock());
  }

  static Gateway start(
      GatewayConfig config, Collaborators collaborators, MeterRegistry registry, Clock clock) {
    return new Gateway(config, collaborators, registry, clock);
  }

  private Channel bind(
      InetSocketAddress address, boolean epoll, Consumer<ChannelPipeline> pipeline) {
    ChannelFuture bound =
        new ServerBootstrap()
            .group(acceptor, workers)
            .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.SO_KEEPALIVE, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel, pipeline);
                  }
                })
            .bind(address)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      stopLoops();
      throw new UncheckedIOException(
          "the gateway cannot listen on "
              + address
              + ": "
              + bound.cause().getMessage()
              + " (is another gateway running there?)",
          new IOException(bound.cause()));
    }
    return bound.channel();
  }

  private void accept(SocketChannel channel, Consumer<ChannelPipeline> pipeline) {
    if (clients.size() >= maxConnections) {
      channel.close();
      return;
    }
    clients.add(channel);
    pipeline.accept(channel.pipeline());
  }

  /** Where the proxy listens, with the real port where the config asks for port 0. */
  public InetSocketAddress address() {
    return (InetSocketAddress) listener.localAddress();
  }

  /** Likewise the endpoint listener; empty where the config has none. */
  public Optional<InetSocketAddress> endpoint() {
    return endpoint.map(it -> (InetSocketAddress) it.localAddress());
  }

  /** Stops accepting, lets running exchanges end within a grace period, then closes. */
  @Override
  public void close() {
    listener.close().awaitUninterruptibly();
    endpoint.ifPresent(it -> it.close().awaitUninterruptibly());
    clients.forEach(
        client -> client.pipeline().fireUserEventTriggered(ExchangeHandler.Drain.EVENT));
    exchanges.awaitEnd(GRACE);
    clients.close().awaitUninterruptibly();
    exchanges.awaitEnd(GRACE);
    stopLoops();
  }

  private void stopLoops() {
    names.close();
    acceptor.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    workers.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
  }
}
