package dev.countersign.config;

import dev.countersign.config.GatewayConfig.BaseCredentials;
import dev.countersign.config.Section.Values;
import dev.countersign.config.Variants.Variant;
import dev.countersign.config.YamlNode.Scalar;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every key of {@code countersign.yaml}: what it is called, what may stand there, what stands for
 * it where it is absent, and what it means. Nothing about the file's form is said anywhere else.
 */
final class ConfigKeys {

  private static final String ON_DISK =
      "secrets do not stand in the configuration; put it into a file and name that: secret-file";

  /** Of accounts and agents: may stand in profiles, session names and messages as it is. */
  static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

  /** Of a role, with its path. */
  static final String ROLE_FORM = "(?:[\\w+=,.@-]+/)*[\\w+=,.@-]{1,64}";

  static final String NAME_LETTERS = "letters, digits, dots, underscores and hyphens";

  private ConfigKeys() {}

  static final Key<InetSocketAddress> LISTEN =
      Key.of("listen", Addresses.listener(), "Address and port that HTTPS_PROXY points at.")
          .orElse("127.0.0.1:8470");
  static final Key<Values> PROXY = section("proxy", "The forward proxy.", Section.of(LISTEN));

  static final Key<InetSocketAddress> ENDPOINT_LISTEN =
      Key.of(
              LISTEN.name(),
              Addresses.listener(),
              "Address and port that AWS_ENDPOINT_URL points at.")
          .orElse("127.0.0.1:8472");
  static final Key<List<String>> NAMES =
      Key.of(
              "names",
              Shape.list(Shape.text(Addresses.NAME, "a host name, in lower case")),
              "Host names that clients reach it by, beside its address and localhost.")
          .orElse("[]");
  static final Key<Values> ENDPOINT =
      Key.of(
          "endpoint",
          Section.of(ENDPOINT_LISTEN, NAMES),
          "A plain HTTP listener for clients that ignore proxy variables; without it, none.");

  static final Key<Path> DIRECTORY =
      Key.of(
          "directory",
          Paths.path(),
          "Holds the authority, spooled bodies and the audit log; without it, countersign below"
              + " $XDG_STATE_HOME or ~/.local/state.");
  static final Key<Values> STATE =
      section("state", "What outlives a restart.", Section.of(DIRECTORY, OperatorKeys.DATABASE));

  static final Key<String> ACCOUNT_NAME =
      Key.of(
          "name",
          Shape.text(NAME, NAME_LETTERS),
          "A label for rules and commands, unique; without it, the id.");
  static final Key<String> ROLE =
      Key.of(
          "role",
          Shape.text(ROLE_FORM, "a role's name, not its ARN"),
          "The role that is assumed there, with its path if it has one; without it, the base"
              + " credential itself signs.");
  static final Key<String> EXTERNAL_ID =
      Key.of(
          "external-id",
          Shape.text("[\\w+=,.@:/-]{2,1224}", "2 to 1224 of letters, digits and +=,.@:/-"),
          "The external id that the role's trust policy asks for.");
  static final Key<Duration> DURATION =
      Key.of(
              "duration",
              Amounts.duration("15m", "12h"),
              "How long a role session lasts; AWS permits 1h where a role assumes another.")
          .orElse("1h");
  static final Key<Values> SESSION = section("session", "Role sessions.", Section.of(DURATION));
  static final Key<String> CONFINE =
      Key.of(
          "confine",
          Shape.oneOf("buckets"),
          "buckets: S3 is told to serve calls only from buckets of the account they are made for.");
  static final Key<List<Scalar>> APIS =
      Key.of("apis", Shape.list(Shape.scalar()), "The account's own hosts that take WebSockets.")
          .orElse("[]");
  static final Key<List<Named<Values>>> ACCOUNTS =
      Key.of(
              "accounts",
              Named.all(
                  "[0-9]{12}",
                  "the 12 digits of an account id",
                  Section.of(ACCOUNT_NAME, ROLE, EXTERNAL_ID, SESSION, CONFINE, APIS)),
              "The AWS accounts that agents may name, by their 12-digit id in quotes.")
          .orElse("{}");

  static final Key<String> SOURCE =
      Key.of(
              "source",
              Shape.oneOf("default", "profile", "static", "process", "web-identity"),
              "Where the gateway's own credentials come from: default (the AWS SDK's provider chain),"
                  + " profile, static, process or web-identity.")
          .always();
  static final Key<String> PROFILE =
      Key.of("name", Shape.text(), "A profile of the shared AWS config files.").always();
  static final Key<String> ACCESS_KEY_ID =
      Key.of("access-key-id", Shape.text("[A-Z0-9]{16,128}", "an access key id"), "The key's id.")
          .always();
  static final Key<Path> STATIC_SECRET =
      Key.of("secret-file", Paths.path(), "File with the secret access key, mode 0600.").always();
  static final Key<Path> SESSION_TOKEN =
      Key.of("session-token-file", Paths.path(), "File with the session token, mode 0600.");
  static final Key<List<String>> COMMAND =
      Key.of(
              "command",
              Shape.list(Shape.text()).with("minItems", 1),
              "A program and its arguments that print credentials (credential_process).")
          .always();
  static final Key<String> ROLE_ARN =
      Key.of(
              "role-arn",
              Shape.text("arn:[a-z-]+:iam::[0-9]{12}:role/[\\w+=,.@/-]+", "the ARN of a role"),
              "The role that is assumed with the token.")
          .always();
  static final Key<Path> TOKEN_FILE =
      Key.of("token-file", Paths.path(), "File with the OIDC token; read anew each time.").always();
  static final Key<BaseCredentials> BASE =
      Key.of("base", new Variants<>(SOURCE, sources()), "The credential that assumes the roles.")
          .orElse("{source: default}");
  static final Key<Values> CREDENTIALS =
      section("credentials", "The gateway's own credentials.", Section.of(BASE));

  static final Key<String> TAG =
      Key.of(
              "tag",
              Shape.text("[A-Z0-9]{4}", "4 of A-Z and 0-9"),
              "The last 4 characters of the agent's access key ids; unique.")
          .always();
  static final Key<Path> SECRET_FILE =
      Key.of(
          "secret-file",
          Paths.path(),
          "File with the agent's secret access key, mode 0600. Without it the agent proves nothing,"
              + " which only a loopback listener permits.");
  static final Key<List<Scalar>> AGENT_ACCOUNTS =
      Key.of(
              "accounts",
              Shape.list(Shape.scalar()),
              "Names or ids of the accounts that the agent may use.")
          .always();
  static final Key<List<Named<Values>>> AGENTS =
      Key.of(
              "agents",
              Named.all(
                  NAME,
                  "a name of " + NAME_LETTERS,
                  Section.of(TAG, SECRET_FILE, AGENT_ACCOUNTS).refusing("secret", ON_DISK)),
              "The agents, by name.")
          .orElse("{}");
  static final Key<String> ANONYMOUS =
      Key.of(
              "anonymous-agents",
              Shape.oneOf("deny", "allow"),
              "Whether keys with an unknown tag are served; allow only with a loopback listener.")
          .orElse("deny");
  static final Key<List<String>> RULES =
      Key.of(
              "rules",
              Shape.list(Shape.text()),
              "Patterns of rule files, in their order; without any, everything is denied.")
          .orElse("[]");

  static final Key<String> OTHER =
      Key.of("other", Shape.oneOf("deny", "tunnel"), "What happens to hosts that are not AWS.")
          .orElse("deny");
  static final Key<List<String>> TUNNEL =
      Key.of(
              "tunnel",
              Shape.list(
                  Shape.text(
                      "(\\*\\.)?" + Addresses.NAME,
                      "a host name, or *. and a domain, in lower case")),
              "Hosts that are tunnelled unseen: docs.example.com, *.example.org.")
          .orElse("[]");
  static final Key<Values> HOSTS =
      section("hosts", "Hosts that are not AWS.", Section.of(OTHER, TUNNEL));

  static final Key<List<Named<InetSocketAddress>>> CONNECT_TO =
      Key.of(
              "connect-to",
              Named.all(
                  "\\*|(\\*\\.)?" + Addresses.NAME,
                  "*, a host name, or *. and a domain, in lower case",
                  Addresses.peer()),
              "For a host, the address that is dialled instead; TLS still checks the host's name.")
          .orElse("{}");
  static final Key<Path> TRUST =
      Key.of("trust", Paths.path(), "PEM file of further roots for connections to AWS.");
  static final Key<InetSocketAddress> UPSTREAM_PROXY =
      Key.of("proxy", Addresses.proxy(), "A proxy on the way to AWS: http://host:port.");
  static final Key<Values> UPSTREAM =
      section("upstream", "How AWS is reached.", Section.of(CONNECT_TO, TRUST, UPSTREAM_PROXY));

  static final Key<Path> AUDIT_FILE =
      Key.of("file", Paths.path(), "The audit log; without it, audit.jsonl in state.directory.");
  static final Key<Long> ROTATE =
      Key.of("rotate", Amounts.size("64KiB", "1TiB"), "The size at which a new file begins.")
          .orElse("100MB");
  static final Key<Duration> KEEP =
      Key.of("keep", Amounts.duration("1h", "36500d"), "How long closed files are kept.")
          .orElse("30d");
  static final Key<Values> AUDIT =
      section("audit", "The audit log.", Section.of(AUDIT_FILE, ROTATE, KEEP));

  static final Key<Long> EXCHANGES =
      Key.of("exchanges", Shape.integer(1, 100_000), "Calls in progress at once.").orElse("1024");
  static final Key<Long> HEAD =
      Key.of("head", Amounts.size("4KiB", "1MiB"), "Request line and headers together.")
          .orElse("64KiB");
  static final Key<Long> BODY_IN_MEMORY =
      Key.of(
              "body-in-memory",
              Amounts.size("4KiB", "64MiB"),
              "A longer body that must be hashed first is spooled to disk.")
          .orElse("256KiB");
  static final Key<Long> BODY_SPOOL =
      Key.of("body-spool", Amounts.size("4KiB", "5TiB"), "A body longer than this is refused.")
          .orElse("5GiB");
  static final Key<Duration> WEBSOCKET_IDLE =
      Key.of("websocket-idle", Amounts.duration("1s", "24h"), "A silent WebSocket is closed then.")
          .orElse("30m");
  static final Key<Long> PENDING_APPROVALS =
      Key.of(
              "pending-approvals",
              Shape.integer(1, 100_000),
              "Requests that wait for people at once, of which one agent may have a half.")
          .orElse("100");
  static final Key<Values> LIMITS =
      section(
          "limits",
          "Bounds; what is over one gets an error.",
          Section.of(
              EXCHANGES, HEAD, BODY_IN_MEMORY, BODY_SPOOL, WEBSOCKET_IDLE, PENDING_APPROVALS));

  /** The whole file. */
  static final Section ROOT =
      Section.of(
          PROXY,
          OperatorKeys.CONSOLE,
          ENDPOINT,
          STATE,
          ACCOUNTS,
          CONFINE,
          CREDENTIALS,
          AGENTS,
          ANONYMOUS,
          RULES,
          HOSTS,
          UPSTREAM,
          AUDIT,
          OperatorKeys.PEOPLE,
          OperatorKeys.APPROVERS,
          OperatorKeys.NOTIFIERS,
          LIMITS);

  private static Key<Values> section(String name, String meaning, Section section) {
    return Key.of(name, section, meaning).orElse("{}");
  }

  private static Map<String, Variant<BaseCredentials>> sources() {
    Map<String, Variant<BaseCredentials>> all = new LinkedHashMap<>();
    all.put("default", new Variant<>(Section.of(SOURCE), _ -> new BaseCredentials.DefaultChain()));
    all.put(
        "profile",
        new Variant<>(
            Section.of(SOURCE, PROFILE), it -> new BaseCredentials.Profile(it.get(PROFILE))));
    all.put(
        "static",
        new Variant<>(
            Section.of(SOURCE, ACCESS_KEY_ID, STATIC_SECRET, SESSION_TOKEN)
                .refusing("secret-access-key", ON_DISK),
            it ->
                new BaseCredentials.Static(
                    it.get(ACCESS_KEY_ID), it.get(STATIC_SECRET), it.find(SESSION_TOKEN))));
    all.put(
        "process",
        new Variant<>(
            Section.of(SOURCE, COMMAND),
            it -> new BaseCredentials.CredentialProcess(it.get(COMMAND))));
    all.put(
        "web-identity",
        new Variant<>(
            Section.of(SOURCE, ROLE_ARN, TOKEN_FILE),
            it -> new BaseCredentials.WebIdentity(it.get(ROLE_ARN), it.get(TOKEN_FILE))));
    return all;
  }
}
