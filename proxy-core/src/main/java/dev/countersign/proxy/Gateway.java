package dev.countersign.proxy;

import dev.countersign.audit.AuditLog;
import dev.countersign.catalog.Catalog;
import dev.countersign.certs.LeafCertificates;
import dev.countersign.config.GatewayConfig;
import dev.countersign.credentials.Agents;
import dev.countersign.credentials.RoleSessions;
import dev.countersign.rules.LiveRules;
import dev.countersign.signer.Signer;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetSocketAddress;
import java.time.Clock;

/** The running proxy. */
public final class Gateway implements AutoCloseable {

  /** Everything that an exchange asks. The gateway closes none of it. */
  public record Parts(
      GatewayConfig config,
      Catalog catalog,
      Agents agents,
      LiveRules rules,
      LeafCertificates certificates,
      RoleSessions sessions,
      Signer signer,
      AuditLog audit,
      MeterRegistry meters,
      Clock clock) {}

  private Gateway() {}

  /**
   * Binds the listener and serves.
   *
   * @throws java.io.UncheckedIOException where the address cannot be bound; says which
   */
  public static Gateway start(Parts parts) {
    throw new UnsupportedOperationException(parts.toString());
  }

  /** Where it listens, with the real port where the config asks for port 0. */
  public InetSocketAddress address() {
    throw new UnsupportedOperationException();
  }

  /** Stops accepting, lets running exchanges end within a grace period, then closes. */
  @Override
  public void close() {}
}
