package dev.countersign.config;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Every key of {@code countersign.yaml}, section by section: its shape, its meaning and its
 * default. What a section becomes is {@link ConfigReader}'s part.
 */
final class ConfigKeys {

  /** A name in profiles, messages and role session names. */
  static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,62}";

  private static final String NAME_EXPECTED =
      "a name of letters, digits, dots, underscores and hyphens";

  private ConfigKeys() {}

  static final ConfigKey<InetSocketAddress> LISTEN =
      new ConfigKey<>(
          "listen", Values.listen(), "Where agents' HTTPS_PROXY points; 127.0.0.1:8470.");
  private static final Section PROXY_SECTION = Section.of(LISTEN);

  static final ConfigKey<String> DIRECTORY =
      new ConfigKey<>(
          "directory",
          Shape.text(),
          "For the CA, spooled bodies and the audit log; ~/.local/state/countersign.");
  private static final Section STATE_SECTION = Section.of(DIRECTORY).notYet("jdbc");

  static final ConfigKey<Duration> SESSION_DURATION =
      new ConfigKey<>(
          "duration",
          Values.duration(Duration.ofMinutes(15), Duration.ofHours(12)),
          "How long a role session lasts; 1h. A role that assumes another is limited to 1h by AWS.");

  static final ConfigKey<String> ACCOUNT_NAME =
      new ConfigKey<>("name", Shape.text(NAME, NAME_EXPECTED), "The label of the account; its id.");
  static final ConfigKey<String> ROLE =
      new ConfigKey<>(
          "role",
          Shape.text(
              "(?:[\\w+=,.@-]+/)*[\\w+=,.@-]{1,64}",
              "the name of a role, with its path if it has one"),
          "The role that is assumed there; without it the base credential itself signs.");
  static final ConfigKey<String> EXTERNAL_ID =
      new ConfigKey<>(
          "external-id",
          Shape.text("[\\w+=,.@:/-]{2,1224}", "2 to 1224 of letters, digits and +=,.@:/-_"),
          "The external id that the role's trust policy asks for.");
  static final ConfigKey<Fields> SESSION =
      new ConfigKey<>("session", Section.of(SESSION_DURATION).shape(), "About the role session.");
  private static final Section ACCOUNT = Section.of(ACCOUNT_NAME, ROLE, EXTERNAL_ID, SESSION);

  static final ConfigKey<String> SOURCE =
      new ConfigKey<>(
          "source",
          Shape.oneOf("default", "profile", "static", "process", "web-identity"),
          "Where the gateway's own AWS credentials come from; default: the SDK's provider chain.");
  static final ConfigKey<String> PROFILE_NAME =
      new ConfigKey<>("name", Shape.text(), "For source profile: the profile's name.");
  static final ConfigKey<String> ACCESS_KEY_ID =
      new ConfigKey<>(
          "access-key-id",
          Shape.text("[A-Z0-9]{16,128}", "an access key id"),
          "For source static.");
  static final ConfigKey<String> SECRET_FILE =
      new ConfigKey<>("secret-file", Shape.text(), "A file of mode 0600 that holds one secret.");
  static final ConfigKey<String> SESSION_TOKEN_FILE =
      new ConfigKey<>(
          "session-token-file", Shape.text(), "For source static, with temporary keys.");
  static final ConfigKey<List<String>> COMMAND =
      new ConfigKey<>(
          "command",
          Shape.list(Shape.text()),
          "For source process: a program and its arguments that prints credentials.");
  static final ConfigKey<String> ROLE_ARN =
      new ConfigKey<>(
          "role-arn",
          Shape.text("arn:[a-z0-9-]+:iam::[0-9]{12}:role/.+", "the ARN of a role"),
          "For source web-identity.");
  static final ConfigKey<String> TOKEN_FILE =
      new ConfigKey<>("token-file", Shape.text(), "For source web-identity: the OIDC token.");
  private static final Section BASE_SECTION =
      Section.of(
          SOURCE,
          PROFILE_NAME,
          ACCESS_KEY_ID,
          SECRET_FILE,
          SESSION_TOKEN_FILE,
          COMMAND,
          ROLE_ARN,
          TOKEN_FILE);

  static final ConfigKey<String> TAG =
      new ConfigKey<>(
          "tag",
          Shape.text("[A-Z0-9]{4}", "4 of A-Z and 0-9"),
          "The last 4 characters of the agent's access key ids.");
  static final ConfigKey<List<YamlNode.Scalar>> AGENT_ACCOUNTS =
      new ConfigKey<>(
          "accounts",
          Shape.list(Shape.scalar()),
          "Names or ids of the accounts that the agent may name; none.");
  private static final Section AGENT = Section.of(TAG, SECRET_FILE, AGENT_ACCOUNTS);

  static final ConfigKey<String> OTHER =
      new ConfigKey<>(
          "other",
          Shape.oneOf("deny", "tunnel"),
          "What is done with hosts that are not AWS; deny.");
  static final ConfigKey<List<String>> TUNNEL =
      new ConfigKey<>(
          "tunnel",
          Shape.list(
              Shape.text(
                  "(?:\\*\\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*",
                  "a host like pypi.org or *.npmjs.org, in lower case")),
          "Hosts that are tunnelled unseen in any case; none.");
  private static final Section HOSTS_SECTION = Section.of(OTHER, TUNNEL);

  static final ConfigKey<Map<YamlNode.Scalar, InetSocketAddress>> CONNECT_TO =
      new ConfigKey<>(
          "connect-to",
          Section.byName(Values.dial()),
          "For a host pattern, the address that is dialled instead; TLS names stay what they are.");
  static final ConfigKey<String> TRUST =
      new ConfigKey<>(
          "trust", Shape.text(), "A PEM file of further roots for upstream certificates.");
  static final ConfigKey<InetSocketAddress> UPSTREAM_PROXY =
      new ConfigKey<>("proxy", Values.proxyUrl(), "A corporate HTTP proxy on the way to AWS.");
  private static final Section UPSTREAM_SECTION = Section.of(CONNECT_TO, TRUST, UPSTREAM_PROXY);

  static final ConfigKey<String> AUDIT_FILE =
      new ConfigKey<>("file", Shape.text(), "The audit log; audit.jsonl in the state directory.");
  static final ConfigKey<Long> ROTATE =
      new ConfigKey<>(
          "rotate",
          Values.size(1 << 16, 1L << 40),
          "At this size a file is closed and a new one begun; 100MB.");
  static final ConfigKey<Duration> KEEP =
      new ConfigKey<>(
          "keep",
          Values.duration(Duration.ofHours(1), Duration.ofDays(36_500)),
          "For how long closed files are kept; 30d.");
  private static final Section AUDIT_SECTION = Section.of(AUDIT_FILE, ROTATE, KEEP);

  static final ConfigKey<Long> EXCHANGES =
      new ConfigKey<>("exchanges", Shape.integer(1, 100_000), "Calls in progress at once; 1024.");
  static final ConfigKey<Long> HEAD =
      new ConfigKey<>(
          "head", Values.size(4 << 10, 1 << 20), "Request line and headers together; 64KiB.");
  static final ConfigKey<Long> BODY_IN_MEMORY =
      new ConfigKey<>(
          "body-in-memory",
          Values.size(4 << 10, 1 << 26),
          "Above this, a body that must be hashed first is spooled to disk; 256KiB.");
  static final ConfigKey<Long> BODY_SPOOL =
      new ConfigKey<>(
          "body-spool",
          Values.size(4 << 10, 1L << 44),
          "Above this, a body that must be hashed first is refused; 5GiB.");
  private static final Section LIMITS_SECTION =
      Section.of(EXCHANGES, HEAD, BODY_IN_MEMORY, BODY_SPOOL).notYet("pending-approvals");

  static final ConfigKey<Fields> PROXY =
      new ConfigKey<>("proxy", PROXY_SECTION.shape(), "The listener for agents.");
  static final ConfigKey<Fields> STATE =
      new ConfigKey<>(
          "state", STATE_SECTION.shape(), "Where the gateway keeps what it has to keep.");
  static final ConfigKey<Map<YamlNode.Scalar, Fields>> ACCOUNTS =
      new ConfigKey<>(
          "accounts",
          Section.byName(ACCOUNT.shape()),
          "The AWS accounts, by their 12-digit id in quotes; every other one is refused.");
  static final ConfigKey<Fields> BASE =
      new ConfigKey<>("base", BASE_SECTION.shape(), "The credentials that assume the roles.");
  static final ConfigKey<Fields> CREDENTIALS =
      new ConfigKey<>(
          "credentials", Section.of(BASE).shape(), "The gateway's own AWS credentials.");
  static final ConfigKey<Map<YamlNode.Scalar, Fields>> AGENTS =
      new ConfigKey<>("agents", Section.byName(AGENT.shape()), "The agents, by name.");
  static final ConfigKey<String> ANONYMOUS =
      new ConfigKey<>(
          "anonymous-agents",
          Shape.oneOf("deny", "allow"),
          "Whether agents that prove nothing are let in; deny. Only a loopback listener may.");
  static final ConfigKey<List<String>> RULES =
      new ConfigKey<>(
          "rules", Shape.list(Shape.text()), "Rule files, as patterns; without any: denied.");
  static final ConfigKey<Fields> HOSTS =
      new ConfigKey<>("hosts", HOSTS_SECTION.shape(), "What is done with hosts that are not AWS.");
  static final ConfigKey<Fields> UPSTREAM =
      new ConfigKey<>("upstream", UPSTREAM_SECTION.shape(), "How AWS is reached.");
  static final ConfigKey<Fields> AUDIT =
      new ConfigKey<>("audit", AUDIT_SECTION.shape(), "The audit log.");
  static final ConfigKey<Fields> LIMITS =
      new ConfigKey<>("limits", LIMITS_SECTION.shape(), "Bounds; above one, a clear error.");

  static final Section ROOT =
      Section.of(
              PROXY,
              STATE,
              ACCOUNTS,
              CREDENTIALS,
              AGENTS,
              ANONYMOUS,
              RULES,
              HOSTS,
              UPSTREAM,
              AUDIT,
              LIMITS)
          .notYet("console", "endpoint", "approvers");
}
