package dev.countersign.proxy;

import dev.countersign.certs.LeafCertificates.Leaf;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SniHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.Promise;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * TLS towards clients: for the host of the tunnel a context with its leaf certificate, and for any
 * other SNI, or none, no handshake. TLS 1.2 and 1.3 by BoringSSL; HTTP/2 and HTTP/1.1 by ALPN.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class LeafContexts {

  private static final int CONTEXTS = 512;
  private static final int MAX_CLIENT_HELLO = 64 * 1024;
  private static final long HANDSHAKE_MILLIS = 10_000;

  private record Built(Leaf leaf, SslContext context) {}

  private final Function<String, CompletableFuture<Leaf>> leaves;
  private final Executor builders;
  private final Map<String, Built> contexts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Built> eldest) {
          return size() > CONTEXTS;
        }
      };

  /**
   * @param builders runs what is too slow for an event loop
   */
  LeafContexts(Function<String, CompletableFuture<Leaf>> leaves, Executor builders) {
    this.leaves = leaves;
    this.builders = builders;
  }

  /** The handler that takes a tunnel to {@code host} into TLS. */
  SniHandler handler(String host) {
    return new SniHandler(
        (@Nullable String sni, Promise<SslContext> promise) -> {
          if (!host.equals(sni)) {
            return promise.setFailure(new SSLException("the SNI is not the host of the tunnel"));
          }
          context(host)
              .whenComplete(
                  (context, failure) -> {
                    if (failure == null) {
                      promise.trySuccess(context);
                    } else {
                      promise.tryFailure(failure);
                    }
                  });
          return promise;
        },
        MAX_CLIENT_HELLO,
        HANDSHAKE_MILLIS);
  }

  private CompletableFuture<SslContext> context(String host) {
    return leaves.apply(host).thenApplyAsync(leaf -> context(host, leaf), builders);
  }

  /** The context for {@code leaf}, built once for as long as the leaf is the same. */
  private SslContext context(String host, Leaf leaf) {
    synchronized (contexts) {
      Built entry = contexts.get(host);
      if (entry != null && entry.leaf().equals(leaf)) {
        return entry.context();
      }
    }
    SslContext built = build(leaf);
    synchronized (contexts) {
      contexts.put(host, new Built(leaf, built));
    }
    return built;
  }

  private static SslContext build(Leaf leaf) {
    try {
      return SslContextBuilder.forServer(leaf.key(), leaf.chain())
          .sslProvider(SslProvider.OPENSSL)
          .protocols("TLSv1.3", "TLSv1.2")
          .applicationProtocolConfig(
              Alpn.offering(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("a leaf certificate cannot be used for TLS", e);
    }
  }
}
