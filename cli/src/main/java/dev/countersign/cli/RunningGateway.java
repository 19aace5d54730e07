package dev.countersign.cli;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Store;
import dev.countersign.audit.AuditLog;
import dev.countersign.audit.JsonAuditLog;
import dev.countersign.catalog.Catalog;
import dev.countersign.certs.CertificateAuthority;
import dev.countersign.config.GatewayConfig;
import dev.countersign.config.OperatorsConfig.ConsoleConfig;
import dev.countersign.console.Console;
import dev.countersign.credentials.Agents;
import dev.countersign.credentials.ExpressSessions;
import dev.countersign.credentials.RoleSessions;
import dev.countersign.model.Secret;
import dev.countersign.notifiers.DecisionLinks;
import dev.countersign.notifiers.Notifiers;
import dev.countersign.proxy.Gateway;
import dev.countersign.rules.LiveRules;
import dev.countersign.rules.Vocabulary;
import dev.countersign.signer.Presigner;
import dev.countersign.signer.Signer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The house, assembled: every part opened in order, and closed in reverse. */
final class RunningGateway implements AutoCloseable {

  private final Deque<Part> open = new ArrayDeque<>();
  private final GatewayConfig config;
  private final CertificateAuthority authority;
  private final LiveRules rules;
  private final Optional<Approvals> approvals;
  private final Optional<Console> console;
  private final Gateway gateway;

  /** Something that is closed when the gateway stops. */
  private interface Part extends AutoCloseable {
    @Override
    void close();
  }

  private RunningGateway(GatewayConfig config, Clock clock) {
    this.config = config;
    try {
      authority = CertificateAuthority.open(config.stateDirectory(), clock);
      Catalog catalog = Catalogs.open(config);
      rules = LiveRules.open(config.rules(), Vocabulary.of(catalog).with(config));
      open.push(rules::close);
      Agents agents = new Agents(config, clock);
      AuditLog audit = JsonAuditLog.open(config.audit());
      open.push(audit::close);
      RoleSessions sessions = RoleSessions.open(config, clock);
      open.push(sessions::close);
      ExpressSessions express = ExpressSessions.open(config, clock);
      open.push(express::close);
      approvals = approvals(config, clock);
      console = approvals.map(it -> console(it, sessions, clock));
      MeterRegistry meters = new SimpleMeterRegistry();
      open.push(meters::close);
      gateway =
          Gateway.start(
              new Gateway.Parts(
                  config,
                  catalog,
                  agents,
                  rules,
                  approvals,
                  authority.leaves(),
                  sessions,
                  express,
                  new Signer(clock),
                  new Presigner(clock),
                  audit,
                  meters,
                  clock));
      open.push(gateway::close);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Who can be asked; nobody without a console, since nobody could answer. */
  private Optional<Approvals> approvals(GatewayConfig config, Clock clock) {
    if (config.operators().console().isEmpty()) {
      return Optional.empty();
    }
    Store store =
        config
            .operators()
            .database()
            .map(database -> Store.postgresql(SharedDatabase.url(database)))
            .orElseGet(() -> Store.sqlite(config.stateDirectory()));
    open.push(store::close);
    Approvals opened = Approvals.open(store, config.limits().pendingApprovals(), clock);
    open.push(opened::close);
    return Optional.of(opened);
  }

  /** Where people decide, and what tells them that they are asked. */
  private Console console(Approvals asked, RoleSessions sessions, Clock clock) {
    Secret linkKey = asked.linkKey();
    ConsoleConfig listener = config.operators().console().orElseThrow();
    Notifiers notifiers =
        Notifiers.open(
            config.operators(),
            asked,
            linkKey,
            listener.url().orElseGet(() -> Listing.local(listener.listen())),
            clock);
    open.push(notifiers::close);
    Console started =
        Console.start(
            new Console.Parts(
                config,
                asked,
                rules,
                new DecisionLinks(linkKey),
                notifiers.slackActions(),
                sessions::status,
                clock));
    open.push(started::close);
    return started;
  }

  /**
   * Opens everything and serves.
   *
   * @throws dev.countersign.model.InvalidFileException where a file of the operator's cannot be
   *     used
   * @throws java.io.UncheckedIOException where the state directory or the address cannot be used
   */
  static RunningGateway start(GatewayConfig config, Clock clock) {
    return new RunningGateway(config, clock);
  }

  GatewayConfig config() {
    return config;
  }

  CertificateAuthority authority() {
    return authority;
  }

  LiveRules rules() {
    return rules;
  }

  /** Who is asked; empty where the configuration has no console. */
  Optional<Approvals> approvals() {
    return approvals;
  }

  /** Where the console listens; empty where the configuration has none. */
  Optional<InetSocketAddress> console() {
    return console.map(Console::address);
  }

  InetSocketAddress address() {
    return gateway.address();
  }

  Optional<InetSocketAddress> endpoint() {
    return gateway.endpoint();
  }

  /** Stops accepting, lets running calls end, then closes what they used. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
