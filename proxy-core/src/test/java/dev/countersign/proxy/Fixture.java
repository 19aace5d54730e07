package dev.countersign.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.audit.AuditRecord;
import dev.countersign.config.GatewayConfig;
import dev.countersign.config.OperatorsConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** A gateway between a test's raw client and its scripted AWS. */
final class Fixture implements AutoCloseable {

  static final String HOST = ScriptedAws.HOST;

  /** Small and fixed, so that what is in flight is the gateway's doing and not the kernel's. */
  static final int KERNEL_BUFFER = 64 * 1024;

  static final String AGENT = "Proxy-Authorization: Basic Y2xhdWRlOnNlY3JldA==\r\n";

  final FakeCollaborators decisions = new FakeCollaborators();
  final Gateway gateway;
  final Path state;

  Fixture(Path state, InetSocketAddress aws) {
    this(state, aws, 16, new GatewayConfig.HostsConfig(false, List.of("tunnel.example")), false);
  }

  Fixture(
      Path state,
      InetSocketAddress aws,
      int exchanges,
      GatewayConfig.HostsConfig hosts,
      boolean anonymous) {
    this.state = state;
    gateway =
        Gateway.start(
            config(state, Map.of("*", aws), exchanges, hosts, anonymous),
            decisions,
            new SimpleMeterRegistry(),
            Clock.systemUTC());
  }

  static GatewayConfig config(
      Path state,
      Map<String, InetSocketAddress> connectTo,
      int exchanges,
      GatewayConfig.HostsConfig hosts,
      boolean anonymous) {
    return new GatewayConfig(
        state.resolve("countersign.yaml"),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Optional.of(
            new GatewayConfig.EndpointConfig(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of("gateway"))),
        state,
        Map.of(),
        new GatewayConfig.BaseCredentials.DefaultChain(),
        Map.of(),
        anonymous,
        List.of(),
        hosts,
        new GatewayConfig.UpstreamConfig(
            connectTo, Optional.of(TestCa.INSTANCE.pem(state)), Optional.empty()),
        new GatewayConfig.AuditConfig(state.resolve("audit.jsonl"), 1, Duration.ofDays(1)),
        OperatorsConfig.NONE,
        new GatewayConfig.Limits(
            exchanges, 16 * 1024, 64 * 1024, 8 * 1024 * 1024, Duration.ofSeconds(2), 10));
  }

  /** A plain connection to the gateway's port. */
  Wire plain() throws IOException {
    return plain(gateway.address());
  }

  /** A plain connection to the endpoint listener. */
  Wire endpoint() throws IOException {
    return plain(gateway.endpoint().orElseThrow());
  }

  private static Wire plain(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(KERNEL_BUFFER);
    socket.setSendBufferSize(KERNEL_BUFFER);
    socket.connect(address);
    return new Wire(socket);
  }

  /** A tunnel to {@code host} after the gateway's 200, not yet in TLS. */
  Wire connected(String host, String headers) throws IOException {
    Wire wire = plain();
    wire.send("CONNECT " + host + ":443 HTTP/1.1\r\nHost: " + host + ":443\r\n" + headers + "\r\n");
    assertThat(wire.head().status()).isEqualTo(200);
    return wire;
  }

  /** A tunnel in TLS, ready for requests. */
  Wire tls(String host) throws IOException {
    return tls(connected(host, ""), host);
  }

  static Wire tls(Wire tunnel, String sni, String... protocols) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            TestCa.INSTANCE
                .client()
                .getSocketFactory()
                .createSocket(tunnel.socket(), sni, 443, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(sni)));
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(protocols);
    socket.setSSLParameters(parameters);
    socket.startHandshake();
    return new Wire(socket);
  }

  Wire tls() throws IOException {
    return tls(HOST);
  }

  /** A tunnel in which HTTP/2 was agreed on. */
  Http2Wire http2() throws IOException {
    return Http2Wire.client(tls(connected(HOST, ""), HOST, "h2", "http/1.1").socket());
  }

  static String get(String target) {
    return "GET " + target + " HTTP/1.1\r\nHost: " + HOST + "\r\n\r\n";
  }

  /** The outcomes so far, once there are {@code count} of them. */
  List<AuditRecord> outcomes(int count) {
    eventually(() -> outcomes().size() >= count);
    return outcomes();
  }

  private List<AuditRecord> outcomes() {
    return decisions.records.stream()
        .filter(record -> record.phase() == AuditRecord.Phase.OUTCOME)
        .toList();
  }

  static void eventually(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("it did not happen");
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  @Override
  public void close() {
    gateway.close();
  }
}
