package dev.countersign.credentials;

import dev.countersign.config.GatewayConfig.UpstreamConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;

/**
 * The way to AWS that the operator chose, for the AWS SDK: {@code upstream.connect-to}, {@code
 * upstream.trust} and {@code upstream.proxy}, and nothing from the environment. TLS names are
 * verified against the host that is meant, wherever the connection is dialled.
 */
final class UpstreamHttp {

  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
  static final Duration READ_TIMEOUT = Duration.ofSeconds(5);

  /** More calls than this to STS at once wait for one another. */
  private static final int CONNECTIONS = 64;

  private UpstreamHttp() {}

  /**
   * A client that its owner closes.
   *
   * @throws dev.countersign.model.InvalidFileException where the file of further roots cannot be
   *     used
   */
  static SdkHttpClient open(UpstreamConfig upstream) {
    Apache5HttpClient.Builder builder =
        Apache5HttpClient.builder()
            .connectionTimeout(CONNECT_TIMEOUT)
            .connectionAcquisitionTimeout(CONNECT_TIMEOUT)
            .socketTimeout(READ_TIMEOUT)
            .maxConnections(CONNECTIONS)
            .dnsResolver(new Dial(upstream))
            .httpRoutePlanner(new Route(upstream))
            .proxyConfiguration(
                ProxyConfiguration.builder()
                    .useSystemPropertyValues(false)
                    .useEnvironmentVariableValues(false)
                    .build());
    upstream.trust().ifPresent(file -> builder.tlsTrustManagersProvider(() -> Roots.with(file)));
    return builder.build();
  }

  /**
   * Where a name is dialled: where {@code connect-to} says, else where the system's resolver does.
   */
  private record Dial(UpstreamConfig upstream) implements DnsResolver {

    @Override
    public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
      Optional<InetSocketAddress> instead = upstream.insteadOf(host.toLowerCase(Locale.ROOT));
      return instead.isPresent()
          ? List.of(resolved(instead.get()))
          : SystemDefaultDnsResolver.INSTANCE.resolve(host, port);
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      return SystemDefaultDnsResolver.INSTANCE.resolve(host);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }

    private static InetSocketAddress resolved(InetSocketAddress address)
        throws UnknownHostException {
      return address.isUnresolved()
          ? new InetSocketAddress(InetAddress.getByName(address.getHostString()), address.getPort())
          : address;
    }
  }

  /** Through the operator's proxy, unless {@code connect-to} names the address to dial. */
  private static final class Route extends DefaultRoutePlanner {

    private final UpstreamConfig upstream;

    Route(UpstreamConfig upstream) {
      super(null);
      this.upstream = upstream;
    }

    @Override
    protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) {
      return upstream.insteadOf(target.getHostName().toLowerCase(Locale.ROOT)).isPresent()
          ? null
          : upstream
              .proxy()
              .map(proxy -> new HttpHost("http", proxy.getHostString(), proxy.getPort()))
              .orElse(null);
    }
  }
}
