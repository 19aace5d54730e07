package dev.countersign.proxy;

import dev.countersign.config.GatewayConfig.UpstreamConfig;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.proxy.HttpProxyHandler;
import io.netty.resolver.NoopAddressResolverGroup;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Opens connections. A name is resolved once, all its addresses are judged, and exactly those are
 * dialled: what was checked cannot change before it is used.
 *
 * <p>{@code upstream.connect-to} and {@code upstream.proxy} are the operator's word: their
 * addresses are not judged, and with a proxy it is the proxy that resolves.
 */
final class Dialer {

  static final int CONNECT_MILLIS = 5_000;

  /** How many addresses of one name are tried, so that a broken IPv6 route does not end a call. */
  private static final int ATTEMPTS = 3;

  private final Class<? extends Channel> channelType;
  private final Names names;
  private final UpstreamConfig config;

  Dialer(Class<? extends Channel> channelType, Names names, UpstreamConfig config) {
    this.channelType = channelType;
    this.names = names;
    this.config = config;
  }

  /** A connection to an AWS endpoint, with {@code setup} in its pipeline. */
  CompletableFuture<Channel> dialAws(
      EventLoop loop, String host, int port, Consumer<ChannelPipeline> setup) {
    Optional<InetSocketAddress> override = config.insteadOf(host);
    if (override.isPresent()) {
      InetSocketAddress to = override.get();
      return to.isUnresolved()
          ? resolveAndConnect(loop, to.getHostString(), to.getPort(), _ -> true, setup)
          : connect(loop, to, null, setup);
    }
    if (config.proxy().isPresent()) {
      return throughProxy(loop, host, port, config.proxy().get(), setup);
    }
    return resolveAndConnect(loop, host, port, AddressGuard::permitsAws, setup);
  }

  /** A connection for a blind tunnel. */
  CompletableFuture<Channel> dialTunnel(
      EventLoop loop, String host, int port, Consumer<ChannelPipeline> setup) {
    return resolveAndConnect(loop, host, port, AddressGuard::permitsTunnel, setup);
  }

  private CompletableFuture<Channel> resolveAndConnect(
      EventLoop loop,
      String host,
      int port,
      Predicate<InetAddress> permitted,
      Consumer<ChannelPipeline> setup) {
    return names
        .resolve(host, permitted)
        .thenCompose(
            addresses ->
                connectFirst(
                    loop, addresses.subList(0, Math.min(addresses.size(), ATTEMPTS)), port, setup));
  }

  private CompletableFuture<Channel> connectFirst(
      EventLoop loop, List<InetAddress> addresses, int port, Consumer<ChannelPipeline> setup) {
    CompletableFuture<Channel> first =
        connect(loop, new InetSocketAddress(addresses.getFirst(), port), null, setup);
    List<InetAddress> others = addresses.subList(1, addresses.size());
    return others.isEmpty()
        ? first
        : first.exceptionallyCompose(_ -> connectFirst(loop, others, port, setup));
  }

  private CompletableFuture<Channel> throughProxy(
      EventLoop loop,
      String host,
      int port,
      InetSocketAddress proxy,
      Consumer<ChannelPipeline> setup) {
    return names
        .resolve(proxy.getHostString(), _ -> true)
        .thenCompose(
            addresses -> {
              HttpProxyHandler connect =
                  new HttpProxyHandler(
                      new InetSocketAddress(addresses.getFirst(), proxy.getPort()));
              connect.setConnectTimeoutMillis(CONNECT_MILLIS);
              return connect(loop, InetSocketAddress.createUnresolved(host, port), connect, setup);
            });
  }

  private CompletableFuture<Channel> connect(
      EventLoop loop,
      SocketAddress address,
      @Nullable HttpProxyHandler proxy,
      Consumer<ChannelPipeline> setup) {
    CompletableFuture<Channel> result = new CompletableFuture<>();
    new Bootstrap()
        .group(loop)
        .channel(channelType)
        .resolver(NoopAddressResolverGroup.INSTANCE)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
        .option(ChannelOption.TCP_NODELAY, true)
        .option(ChannelOption.SO_KEEPALIVE, true)
        .option(ChannelOption.AUTO_READ, false)
        .handler(
            new ChannelInitializer<SocketChannel>() {
              @Override
              protected void initChannel(SocketChannel channel) {
                if (proxy != null) {
                  channel.pipeline().addLast(proxy);
                }
                setup.accept(channel.pipeline());
              }
            })
        .connect(address)
        .addListener(
            (ChannelFuture connected) -> {
              if (connected.isSuccess()) {
                result.complete(connected.channel());
              } else {
                result.completeExceptionally(
                    new Refusal(
                        Failure.UPSTREAM_UNREACHABLE,
                        "the connection could not be opened",
                        connected.cause()));
              }
            });
    return result;
  }
}
