package dev.countersign.config;

import static dev.countersign.config.ConfigKeys.*;

import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.config.GatewayConfig.AgentConfig;
import dev.countersign.config.GatewayConfig.AuditConfig;
import dev.countersign.config.GatewayConfig.EndpointConfig;
import dev.countersign.config.GatewayConfig.HostsConfig;
import dev.countersign.config.GatewayConfig.Limits;
import dev.countersign.config.GatewayConfig.UpstreamConfig;
import dev.countersign.config.Section.Values;
import dev.countersign.config.YamlNode.Scalar;
import dev.countersign.model.Agent;
import dev.countersign.model.InvalidFileException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code countersign.yaml}. The form of the file is in {@link ConfigKeys}; here is what its
 * parts have to do with one another.
 */
public final class ConfigReader {

  private final Diagnostics diagnostics = new Diagnostics();

  private ConfigReader() {}

  /**
   * Reads and checks a file. No other file is opened: secrets, certificates and rules are read by
   * those who need them.
   *
   * @param environment the variables that values may name, and {@code HOME} and {@code
   *     XDG_STATE_HOME}
   * @throws InvalidFileException with everything that is wrong
   */
  public static GatewayConfig read(Path file, Map<String, String> environment) {
    return new ConfigReader().config(file.toAbsolutePath().normalize(), environment);
  }

  private GatewayConfig config(Path file, Map<String, String> environment) {
    YamlNode node = new Variables(environment, diagnostics).expand(YamlNode.read(file));
    // What a value without its variable would be told is of no use.
    diagnostics.throwIfAny();
    Optional<Values> root = ROOT.read(node, diagnostics);
    Optional<GatewayConfig> config = root.map(values -> config(file, environment, values));
    diagnostics.throwIfAny();
    return config.orElseThrow(() -> new IllegalStateException("wrong, and nobody said why"));
  }

  private GatewayConfig config(Path file, Map<String, String> environment, Values root) {
    InetSocketAddress listen = root.get(PROXY).get(LISTEN);
    Path state = root.get(STATE).find(DIRECTORY).orElseGet(() -> standardState(environment));
    Map<String, AccountConfig> accounts = accounts(root);
    Optional<EndpointConfig> endpoint = root.find(ENDPOINT).map(ConfigReader::endpoint);
    Optional<String> exposed = exposed(listen, endpoint);
    boolean anonymous = root.get(ANONYMOUS).equals("allow");
    if (anonymous && exposed.isPresent()) {
      diagnostics.add(
          root.place(ANONYMOUS),
          "allow (expected: deny, since "
              + exposed.orElseThrow()
              + " is no loopback address: everybody who reaches it could use every account)");
    }
    Map<String, AgentConfig> agents = agents(root.get(AGENTS), accounts, exposed);
    return new GatewayConfig(
        file,
        listen,
        endpoint,
        state,
        accounts,
        root.get(CREDENTIALS).get(BASE),
        agents,
        anonymous,
        root.get(RULES).stream().map(it -> Paths.pattern(file, it)).toList(),
        hosts(root.get(HOSTS)),
        upstream(root.get(UPSTREAM)),
        audit(root.get(AUDIT), state),
        new OperatorsReader(diagnostics, agents).read(root),
        limits(root.get(LIMITS)));
  }

  private static EndpointConfig endpoint(Values values) {
    return new EndpointConfig(values.get(ENDPOINT_LISTEN), values.get(NAMES));
  }

  /** The key of a listener that others than this machine reach. */
  private static Optional<String> exposed(
      InetSocketAddress proxy, Optional<EndpointConfig> endpoint) {
    if (!proxy.getAddress().isLoopbackAddress()) {
      return Optional.of("proxy.listen");
    }
    return endpoint
        .filter(it -> !it.listen().getAddress().isLoopbackAddress())
        .map(_ -> "endpoint.listen");
  }

  /** XDG Base Directory Specification: state that should persist between restarts. */
  private static Path standardState(Map<String, String> environment) {
    String xdg = environment.getOrDefault("XDG_STATE_HOME", "");
    Path base =
        xdg.isEmpty() ? Path.of(Variables.home(environment), ".local", "state") : Path.of(xdg);
    return base.resolve("countersign").toAbsolutePath();
  }

  private Map<String, AccountConfig> accounts(Values root) {
    Map<String, AccountConfig> accounts = new LinkedHashMap<>();
    Map<String, Place> names = new LinkedHashMap<>();
    Map<String, Place> apis = new LinkedHashMap<>();
    for (Named<Values> entry : root.get(ACCOUNTS)) {
      Values values = entry.value();
      String id = entry.name();
      if (entry.key().style() == YamlNode.Style.PLAIN) {
        diagnostics.add(
            entry.key().place(),
            id + " (expected: quotes around it, since YAML takes digits alone for a number)");
      }
      String name = values.find(ACCOUNT_NAME).orElse(id);
      Place place = values.place(ACCOUNT_NAME);
      if (name.matches("[0-9]{12}") && !name.equals(id)) {
        diagnostics.add(place, name + " (expected: a name that is not the id of another account)");
      }
      diagnostics.unique(names, name, place);
      accounts.put(
          id,
          new AccountConfig(
              id,
              name,
              values.find(ROLE),
              values.find(EXTERNAL_ID),
              values.get(SESSION).get(DURATION),
              root.find(CONFINE).or(() -> values.find(CONFINE)).isPresent(),
              apis(values.get(APIS), apis)));
    }
    return Collections.unmodifiableMap(accounts);
  }

  /** A host belongs to one account, so it stands in one place. */
  private List<String> apis(List<Scalar> written, Map<String, Place> seen) {
    for (Scalar host : written) {
      if (!host.text().matches(Addresses.NAME)) {
        diagnostics.add(host.place(), Shapes.got(host) + " (expected: a host name, in lower case)");
      }
      diagnostics.unique(seen, host.text(), host.place());
    }
    return written.stream().map(Scalar::text).toList();
  }

  private Map<String, AgentConfig> agents(
      List<Named<Values>> entries, Map<String, AccountConfig> accounts, Optional<String> exposed) {
    Map<String, AgentConfig> agents = new LinkedHashMap<>();
    Map<String, Place> tags = new LinkedHashMap<>();
    for (Named<Values> entry : entries) {
      Values values = entry.value();
      Place place = entry.key().place();
      if (entry.name().equals(Agent.ANONYMOUS)) {
        diagnostics.add(
            place, entry.name() + " (expected: another name; this one is for unknown agents)");
      }
      if (values.find(SECRET_FILE).isEmpty() && exposed.isPresent()) {
        diagnostics.add(
            place,
            "the key \"secret-file\" is missing: an agent without a secret proves nothing, and "
                + exposed.orElseThrow()
                + " is no loopback address");
      }
      diagnostics.unique(tags, values.get(TAG), values.place(TAG));
      agents.put(
          entry.name(),
          new AgentConfig(
              entry.name(),
              values.get(TAG),
              values.find(SECRET_FILE),
              ids(values.get(AGENT_ACCOUNTS), accounts)));
    }
    return Collections.unmodifiableMap(agents);
  }

  /** The ids of accounts that are written as names or ids. */
  private List<String> ids(List<Scalar> written, Map<String, AccountConfig> accounts) {
    Map<String, String> known = new LinkedHashMap<>();
    accounts.values().forEach(account -> known.put(account.name(), account.id()));
    accounts.keySet().forEach(id -> known.put(id, id));
    for (Scalar one : written) {
      if (!known.containsKey(one.text())) {
        diagnostics.add(
            one.place(),
            Shapes.got(one)
                + " (expected: a name or id that stands under accounts)"
                + Suggestion.hint(one.text(), known.keySet()));
      }
    }
    return written.stream()
        .map(Scalar::text)
        .flatMap(it -> Optional.ofNullable(known.get(it)).stream())
        .distinct()
        .toList();
  }

  private static HostsConfig hosts(Values values) {
    return new HostsConfig(values.get(OTHER).equals("tunnel"), values.get(TUNNEL));
  }

  private static UpstreamConfig upstream(Values values) {
    Map<String, InetSocketAddress> connectTo = new LinkedHashMap<>();
    values.get(CONNECT_TO).forEach(entry -> connectTo.put(entry.name(), entry.value()));
    return new UpstreamConfig(
        Collections.unmodifiableMap(connectTo), values.find(TRUST), values.find(UPSTREAM_PROXY));
  }

  private static AuditConfig audit(Values values, Path state) {
    return new AuditConfig(
        values.find(AUDIT_FILE).orElseGet(() -> state.resolve("audit.jsonl")),
        values.get(ROTATE),
        values.get(KEEP));
  }

  private Limits limits(Values values) {
    long inMemory = values.get(BODY_IN_MEMORY);
    long spool = values.get(BODY_SPOOL);
    if (spool < inMemory) {
      diagnostics.add(
          values.place(BODY_SPOOL), "shorter than body-in-memory (expected: at least that)");
    }
    return new Limits(
        Math.toIntExact(values.get(EXCHANGES)),
        Math.toIntExact(values.get(HEAD)),
        Math.toIntExact(inMemory),
        spool,
        values.get(WEBSOCKET_IDLE),
        Math.toIntExact(values.get(PENDING_APPROVALS)));
  }
}
