package dev.countersign.config;

import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.config.GatewayConfig.AgentConfig;
import dev.countersign.config.GatewayConfig.AuditConfig;
import dev.countersign.config.GatewayConfig.HostsConfig;
import dev.countersign.config.GatewayConfig.Limits;
import dev.countersign.config.GatewayConfig.UpstreamConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reads {@code countersign.yaml}. Everything that is wrong is reported at once, with file, line and
 * column; the keys and their defaults stand in {@link ConfigKeys}.
 */
public final class ConfigReader {

  private static final int DEFAULT_PORT = 8470;

  private final Path file;
  private final Map<String, String> environment;
  private final Diagnostics diagnostics = new Diagnostics();

  private ConfigReader(Path file, Map<String, String> environment) {
    this.file = file.toAbsolutePath().normalize();
    this.environment = environment;
  }

  /**
   * Reads and checks a configuration.
   *
   * @param environment for variables in values, and for {@code HOME} and {@code XDG_STATE_HOME}
   * @throws dev.countersign.model.InvalidFileException with everything that is wrong
   */
  public static GatewayConfig read(Path file, Map<String, String> environment) {
    return new ConfigReader(file, environment).read();
  }

  private GatewayConfig read() {
    YamlNode document = new Variables(environment, diagnostics).expand(YamlNode.read(file));
    diagnostics.throwIfAny();
    Fields root = ConfigKeys.ROOT.shape().read(document, diagnostics).orElseThrow();

    InetSocketAddress listen =
        ConfigKeys.PROXY
            .in(root)
            .flatMap(ConfigKeys.LISTEN::in)
            .orElse(new InetSocketAddress(InetAddress.getLoopbackAddress(), DEFAULT_PORT));
    Path state =
        ConfigKeys.STATE
            .in(root)
            .flatMap(ConfigKeys.DIRECTORY::in)
            .map(this::path)
            .orElseGet(this::standardState);
    Map<String, AccountConfig> accounts = new AccountsReader(diagnostics).read(root);
    Map<String, AgentConfig> agents =
        new AgentsReader(this::path, diagnostics).read(root, accounts);
    boolean anonymous = ConfigKeys.ANONYMOUS.in(root).filter("allow"::equals).isPresent();
    GatewayConfig config =
        new GatewayConfig(
            file,
            listen,
            state,
            accounts,
            new BaseCredentialsReader(this::path).read(root),
            agents,
            anonymous,
            ConfigKeys.RULES.in(root).orElse(List.of()).stream()
                .map(pattern -> path(pattern).toString())
                .toList(),
            hosts(ConfigKeys.HOSTS.in(root)),
            upstream(ConfigKeys.UPSTREAM.in(root)),
            audit(ConfigKeys.AUDIT.in(root), state),
            limits(ConfigKeys.LIMITS.in(root)));
    checkListener(config, root);
    diagnostics.throwIfAny();
    return config;
  }

  /** Whoever proves nothing may only come from this machine. */
  private void checkListener(GatewayConfig config, Fields root) {
    if (config.proxyListen().getAddress().isLoopbackAddress()) {
      return;
    }
    if (config.anonymousAgents()) {
      diagnostics.add(
          root.node("anonymous-agents").orElseThrow().place(),
          "anonymous agents may only come from this machine (expected: deny, or a proxy.listen on"
              + " 127.0.0.1)");
    }
    for (AgentConfig agent : config.agents().values()) {
      if (agent.secretFile().isEmpty()) {
        diagnostics.add(
            root.node("agents").orElseThrow().place(),
            "the agent "
                + agent.name()
                + " has no secret-file and so proves nothing, which only a proxy.listen on"
                + " 127.0.0.1 permits");
      }
    }
  }

  private static HostsConfig hosts(Optional<Fields> fields) {
    return new HostsConfig(
        fields.flatMap(ConfigKeys.OTHER::in).filter("tunnel"::equals).isPresent(),
        fields.flatMap(ConfigKeys.TUNNEL::in).orElse(List.of()));
  }

  private UpstreamConfig upstream(Optional<Fields> fields) {
    Map<String, InetSocketAddress> connectTo = new LinkedHashMap<>();
    fields
        .flatMap(ConfigKeys.CONNECT_TO::in)
        .orElse(Map.of())
        .forEach((host, address) -> connectTo.put(host.text(), address));
    return new UpstreamConfig(
        connectTo,
        fields.flatMap(ConfigKeys.TRUST::in).map(this::path),
        fields.flatMap(ConfigKeys.UPSTREAM_PROXY::in));
  }

  private AuditConfig audit(Optional<Fields> fields, Path state) {
    return new AuditConfig(
        fields
            .flatMap(ConfigKeys.AUDIT_FILE::in)
            .map(this::path)
            .orElseGet(() -> state.resolve("audit.jsonl")),
        fields.flatMap(ConfigKeys.ROTATE::in).orElse(100_000_000L),
        fields.flatMap(ConfigKeys.KEEP::in).orElse(Duration.ofDays(30)));
  }

  private static Limits limits(Optional<Fields> fields) {
    return new Limits(
        fields.flatMap(ConfigKeys.EXCHANGES::in).map(Math::toIntExact).orElse(1024),
        fields.flatMap(ConfigKeys.HEAD::in).map(Math::toIntExact).orElse(64 << 10),
        fields.flatMap(ConfigKeys.BODY_IN_MEMORY::in).map(Math::toIntExact).orElse(256 << 10),
        fields.flatMap(ConfigKeys.BODY_SPOOL::in).orElse(5L << 30));
  }

  /** A path of the file: {@code ~} is the home directory, the rest is relative to the file. */
  private Path path(String text) {
    if (text.equals("~") || text.startsWith("~/")) {
      return home().resolve(text.substring(Math.min(2, text.length()))).normalize();
    }
    return Objects.requireNonNull(file.getParent()).resolve(text).normalize();
  }

  private Path home() {
    return Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")));
  }

  /** XDG Base Directory Specification: state that should persist between restarts. */
  private Path standardState() {
    String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
    Path base = xdg.isEmpty() ? home().resolve(".local").resolve("state") : Path.of(xdg);
    return base.resolve("countersign");
  }
}
