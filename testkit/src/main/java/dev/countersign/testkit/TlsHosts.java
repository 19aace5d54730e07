package dev.countersign.testkit;

import dev.countersign.certs.LeafCertificates;
import dev.countersign.certs.LeafCertificates.Leaf;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.AsyncMapping;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The TLS identity for each name that a client asks for: any host of AWS's, and none besides. Runs
 * on event loops; certificates are minted elsewhere.
 */
final class TlsHosts implements AsyncMapping<String, SslContext> {

  private static final int MOST_CONTEXTS = 500;

  private record Known(Leaf leaf, SslContext context) {}

  private final LeafCertificates certificates;
  private final Map<String, Known> contexts = new ConcurrentHashMap<>();

  TlsHosts(LeafCertificates certificates) {
    this.certificates = certificates;
  }

  @Override
  public Future<SslContext> map(@Nullable String host, Promise<SslContext> promise) {
    if (host == null || AwsEndpoint.of(host).isEmpty()) {
      return promise.setFailure(new SSLException("not a host of AWS: " + host));
    }
    var _ =
        certificates
            .forHost(host)
            .thenApply(leaf -> context(host, leaf))
            .whenComplete((context, failure) -> settle(promise, context, failure));
    return promise;
  }

  /** The same context for as long as the certificate is the same: it is renewed now and then. */
  private SslContext context(String host, Leaf leaf) {
    Known known = contexts.get(host);
    if (known != null && known.leaf().equals(leaf)) {
      return known.context();
    }
    SslContext context = context(leaf);
    if (known != null || contexts.size() < MOST_CONTEXTS) {
      contexts.put(host, new Known(leaf, context));
    }
    return context;
  }

  private static void settle(
      Promise<SslContext> promise, @Nullable SslContext context, @Nullable Throwable failure) {
    if (context == null) {
      promise.setFailure(failure == null ? new SSLException("no certificate") : failure);
    } else {
      promise.setSuccess(context);
    }
  }

  private static SslContext context(Leaf leaf) {
    try {
      return SslContextBuilder.forServer(leaf.key(), leaf.chain())
          .applicationProtocolConfig(
              new ApplicationProtocolConfig(
                  Protocol.ALPN,
                  SelectorFailureBehavior.NO_ADVERTISE,
                  SelectedListenerFailureBehavior.ACCEPT,
                  ApplicationProtocolNames.HTTP_2,
                  ApplicationProtocolNames.HTTP_1_1))
          .build();
    } catch (SSLException e) {
      throw new IllegalStateException("the minted certificate cannot be used", e);
    }
  }
}
