package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connections to AWS, kept open between calls. Each event loop has a pool of its own, so that a
 * call's two connections live on one loop.
 *
 * <p>Connections in use are bounded by the exchanges in progress; idle ones by {@link
 * #IDLE_PER_HOST} for each loop and host, and {@link #IDLE_IN_ALL}.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class Upstreams {

  /** Shorter than AWS's own keep-alive timeouts, so that it is we who close first. */
  static final long IDLE_SECONDS = 20;

  /** Endpoints move behind their names; a connection that lives for ever would not follow. */
  private static final long MAX_AGE_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final long HANDSHAKE_MILLIS = 10_000;
  private static final int IDLE_PER_HOST = 32;
  private static final int IDLE_IN_ALL = 512;

  /**
   * What a connection can be used again for.
   *
   * @param http2 whether HTTP/2 is offered; the other side may still choose HTTP/1.1
   */
  record Key(String host, int port, boolean http2) {}

  private final Dialer dialer;
  private final Duration webSocketIdle;
  private final SslContext http1;
  private final SslContext http2;
  private final Map<EventLoop, Pool> pools = new ConcurrentHashMap<>();
  private final AtomicInteger idle = new AtomicInteger();

  /**
   * @param trust a PEM file of further roots
   * @param webSocketIdle how long nobody need say anything in a WebSocket
   * @throws IllegalArgumentException where that file cannot be used
   */
  Upstreams(Dialer dialer, Optional<Path> trust, Duration webSocketIdle) {
    this.dialer = dialer;
    this.webSocketIdle = webSocketIdle;
    this.http1 = UpstreamTls.context(trust, ApplicationProtocolNames.HTTP_1_1);
    this.http2 =
        UpstreamTls.context(
            trust, ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1);
  }

  Duration webSocketIdle() {
    return webSocketIdle;
  }

  /**
   * A call on a connection of {@code loop}, from any thread.
   *
   * @param fresh never on one that has been used
   */
  CompletableFuture<UpstreamCall> open(EventLoop loop, Key key, boolean fresh) {
    Pool pool = pools.computeIfAbsent(loop, _ -> new Pool());
    CompletableFuture<UpstreamConnection> result = new CompletableFuture<>();
    CompletableFuture<UpstreamCall> call = result.thenCompose(UpstreamConnection::lend);
    loop.execute(
        () -> {
          UpstreamConnection pooled = fresh ? null : pool.take(key);
          if (pooled != null) {
            result.complete(pooled);
          } else {
            connect(loop, key, pool, result);
          }
        });
    return call;
  }

  private void connect(
      EventLoop loop, Key key, Pool pool, CompletableFuture<UpstreamConnection> result) {
    UpstreamConnection connection = new UpstreamConnection(key, pool);
    dialer
        .dialAws(loop, key.host(), key.port(), pipeline -> assemble(pipeline, connection, result))
        .exceptionally(
            failure -> {
              result.completeExceptionally(Waiting.unwrap(failure));
              return null;
            });
  }

  private void assemble(
      ChannelPipeline pipeline,
      UpstreamConnection connection,
      CompletableFuture<UpstreamConnection> result) {
    Key key = connection.key();
    SslHandler handler =
        (key.http2() ? http2 : http1)
            .newHandler(pipeline.channel().alloc(), key.host(), key.port());
    handler.setHandshakeTimeoutMillis(HANDSHAKE_MILLIS);
    handler
        .handshakeFuture()
        .addListener(
            handshake -> {
              if (!handshake.isSuccess()) {
                pipeline.close();
                result.completeExceptionally(
                    new Refusal(
                        Failure.UPSTREAM_UNREACHABLE,
                        "no TLS connection to " + key.host() + " could be made",
                        handshake.cause()));
              }
            });
    Consumer<ChannelPipeline> http1 =
        next -> {
          connection.http1(next);
          result.complete(connection);
        };
    pipeline.addLast(handler);
    pipeline.addLast(
        new Alpn(
            http1,
            next -> {
              connection.http2(next);
              result.complete(connection);
            },
            http1));
  }

  /** The idle connections of one event loop; belongs to it. */
  final class Pool {

    private final Map<Key, Deque<UpstreamConnection>> parked = new HashMap<>();

    private @Nullable UpstreamConnection take(Key key) {
      Deque<UpstreamConnection> connections = parked.get(key);
      while (connections != null && !connections.isEmpty()) {
        UpstreamConnection newest = connections.peekLast();
        unpark(newest);
        if (newest.isUsable(MAX_AGE_NANOS)) {
          return newest;
        }
        newest.close();
      }
      return null;
    }

    void park(UpstreamConnection connection) {
      Deque<UpstreamConnection> connections =
          parked.computeIfAbsent(connection.key(), _ -> new ArrayDeque<>());
      if (connections.size() >= IDLE_PER_HOST || idle.get() >= IDLE_IN_ALL) {
        connection.close();
        return;
      }
      idle.incrementAndGet();
      connections.addLast(connection);
      connection.park(IDLE_SECONDS);
    }

    void forget(UpstreamConnection connection) {
      unpark(connection);
    }

    private void unpark(UpstreamConnection connection) {
      Deque<UpstreamConnection> connections = parked.get(connection.key());
      if (connections != null && connections.remove(connection)) {
        idle.decrementAndGet();
        connection.unpark();
        if (connections.isEmpty()) {
          parked.remove(connection.key());
        }
      }
    }
  }
}
