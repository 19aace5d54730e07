package dev.countersign.credentials;

import dev.countersign.config.GatewayConfig;
import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.config.GatewayConfig.AgentConfig;
import dev.countersign.config.SecretFiles;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Failure;
import dev.countersign.model.PlaceholderKey;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.Secret;
import dev.countersign.signer.ChunkChain;
import dev.countersign.signer.Inbound;
import dev.countersign.signer.InboundMint;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.InboundUnsigned;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Who asks, and for which account. Immutable and safe for any number of threads. */
public final class Agents {

  /**
   * An agent and the account that its placeholder key names, if it has sent one.
   *
   * @param chunks what the chunks of its request's body are verified with; empty where it has no
   *     secret
   * @param express the mode of the S3 Express session that its request belongs to, if to any
   */
  public record Caller(
      Agent agent, Account account, Optional<ChunkChain> chunks, Optional<SessionMode> express) {}

  /** An agent as the config has it, with the accounts that it may name by their ids. */
  private record Known(String name, Optional<Secret> secret, Map<String, Account> accounts) {}

  private final Map<String, Known> byTag;
  private final Map<String, Known> byName;
  private final Optional<Known> anonymous;
  private final Clock clock;
  private final PlaceholderSessions express;

  /**
   * @throws dev.countersign.model.InvalidFileException where a secret file cannot be used
   */
  public Agents(GatewayConfig config, Clock clock) {
    this.clock = clock;
    this.express = new PlaceholderSessions(clock);
    this.byTag = new LinkedHashMap<>();
    this.byName = new LinkedHashMap<>();
    for (AgentConfig agent : config.agents().values()) {
      Known known =
          new Known(
              agent.name(),
              agent.secretFile().map(SecretFiles::read),
              accounts(config, agent.accounts()));
      byTag.put(agent.tag(), known);
      byName.put(agent.name(), known);
    }
    this.anonymous =
        config.anonymousAgents()
            ? Optional.of(
                new Known(
                    Agent.ANONYMOUS,
                    Optional.empty(),
                    accounts(config, config.accounts().keySet())))
            : Optional.empty();
  }

  private static Map<String, Account> accounts(GatewayConfig config, Iterable<String> ids) {
    Map<String, Account> accounts = new LinkedHashMap<>();
    for (String id : ids) {
      AccountConfig listed = config.accounts().get(id);
      if (listed != null) {
        accounts.put(id, new Account(id, listed.name()));
      }
    }
    return accounts;
  }

  /**
   * Identifies the sender of a request by its placeholder key and, where the agent has a secret, by
   * its signature. What the head alone can refuse is refused before the body is read. A request
   * without a key names no account, and its sender is whoever opened the tunnel.
   *
   * @param address the peer's IP address as text
   * @param tunnel the agent that the tunnel itself proved, if any; a key of another one is refused
   * @throws dev.countersign.model.Refusal UNKNOWN_AGENT, UNKNOWN_ACCOUNT or SIGNATURE_MISMATCH;
   *     SIGNATURE_UNSUPPORTED where neither a key nor the tunnel says who it is
   */
  public Caller identify(
      Inbound inbound, RequestBody body, String address, Optional<Agent> tunnel) {
    return switch (inbound) {
      case InboundSignature signature -> signed(signature, body, address, tunnel);
      case InboundMint mint -> signed(mint.presigned(), RequestBody.EMPTY, address, tunnel);
      case InboundUnsigned unsigned -> unsigned(unsigned, address, tunnel);
    };
  }

  private Caller unsigned(InboundUnsigned inbound, String address, Optional<Agent> tunnel) {
    Agent agent =
        tunnel
            .or(() -> anonymous.map(known -> new Agent(known.name(), address, false)))
            .orElseThrow(
                () ->
                    new Refusal(
                        Failure.SIGNATURE_UNSUPPORTED,
                        "the request "
                            + (inbound.auth() == Auth.BEARER
                                ? "has a bearer token and no signature"
                                : "is not signed")
                            + ", so it names no account: use the placeholder profile of the account"
                            + " that is meant. Where the call is to go like that,"
                            + " HTTPS_PROXY=http://<agent>:<secret>@<host>:<port> says who calls,"
                            + " and a rule has to permit it by aws.auth"));
    return new Caller(agent, Account.NONE, Optional.empty(), Optional.empty());
  }

  private Caller signed(
      InboundSignature signature, RequestBody body, String address, Optional<Agent> tunnel) {
    PlaceholderKey key =
        PlaceholderKey.parse(signature.accessKeyId())
            .orElseThrow(() -> noPlaceholder(signature.accessKeyId()));
    Known known = byTag(key.tag());
    tunnel.ifPresent(opener -> requireSame(opener, known, key));
    Account account = known.accounts().get(key.account());
    if (account == null) {
      throw unknownAccount(key, known, tunnel.isPresent());
    }
    Optional<PlaceholderSessions.Held> held =
        signature.expressToken().map(token -> express.held(signature, token));
    Optional<ChunkChain> chunks =
        held.map(PlaceholderSessions.Held::secret)
            .or(known::secret)
            .map(secret -> signature.verify(body, secret, clock.instant()));
    return new Caller(
        new Agent(known.name(), address, known.secret().isPresent()),
        account,
        chunks,
        held.map(PlaceholderSessions.Held::mode));
  }

  /**
   * The mode of the S3 Express session that a call is made in, or asks for; empty for any other
   * call.
   *
   * @throws dev.countersign.model.Refusal AMBIGUOUS, UNREADABLE or DENIED for a session that cannot
   *     be had
   */
  public static Optional<SessionMode> expressMode(Caller caller, AwsCall call) {
    if (!createsSession(call)) {
      return caller.express();
    }
    if (caller.express().isPresent()) {
      throw new Refusal(Failure.AMBIGUOUS, "a session of S3 Express creates no session");
    }
    if (!Set.of("Bucket", "SessionMode").containsAll(call.params().keySet())) {
      throw new Refusal(
          Failure.DENIED,
          "the gateway creates sessions of S3 Express with the bucket's own encryption only");
    }
    Object word = call.params().getOrDefault("SessionMode", SessionMode.READ_WRITE.word());
    return Optional.of(SessionMode.of(String.valueOf(word)));
  }

  /**
   * What the agent gets where it asks for a session of S3 Express; empty for any other call.
   *
   * @throws dev.countersign.model.Refusal as {@link #expressMode}
   */
  public Optional<PlaceholderSessions.Granted> grant(
      InboundSignature signature, Caller caller, AwsCall call) {
    return createsSession(call)
        ? expressMode(caller, call).map(mode -> express.grant(signature, mode))
        : Optional.empty();
  }

  private static boolean createsSession(AwsCall call) {
    return call.service().equals("s3express") && call.action().equals("CreateSession");
  }

  /**
   * The agent that a {@code Proxy-Authorization: Basic} value proves. An agent without a secret
   * cannot be proved, and an unknown name is answered like a wrong secret.
   *
   * @throws dev.countersign.model.Refusal UNKNOWN_AGENT where it proves none
   */
  public Agent authenticate(String proxyAuthorization, String address) {
    BasicCredentials presented = BasicCredentials.parse(proxyAuthorization);
    Optional<Secret> secret =
        Optional.ofNullable(byName.get(presented.user())).flatMap(Known::secret);
    // Without a secret to hold it against, the password is held against itself: same work, same no.
    boolean same = presented.password().equals(secret.orElse(presented.password()));
    if (!same || secret.isEmpty()) {
      throw new Refusal(
          Failure.UNKNOWN_AGENT,
          "the proxy user and password prove no agent (expected: HTTPS_PROXY=http://<agent>:<secret>@<host>:<port>"
              + " of an agent that has a secret)");
    }
    return new Agent(presented.user(), address, true);
  }

  private Known byTag(String tag) {
    return Optional.ofNullable(byTag.get(tag))
        .or(() -> anonymous)
        .orElseThrow(
            () ->
                new Refusal(
                    Failure.UNKNOWN_AGENT,
                    "the access key id ends in "
                        + tag
                        + ", which names no agent; use a profile that `countersign profiles` prints"));
  }

  private static void requireSame(Agent opener, Known known, PlaceholderKey key) {
    if (!opener.name().equals(known.name())) {
      throw new Refusal(
          Failure.UNKNOWN_AGENT,
          "the proxy password proves the agent "
              + opener.name()
              + ", but the access key id ends in "
              + key.tag()
              + ", which is not its tag; use one of its own profiles (`countersign profiles`)");
    }
  }

  private static Refusal noPlaceholder(String accessKeyId) {
    String hint =
        accessKeyId.startsWith("ASIA") || accessKeyId.startsWith("AKIA")
            ? "; it looks like a real key, which has no business here"
            : "";
    return new Refusal(
        Failure.UNKNOWN_AGENT,
        "the access key id is not a placeholder (expected: AKIA, the account's 12 digits, the"
            + " agent's 4-character tag)"
            + hint
            + "; use a profile that `countersign profiles` prints");
  }

  /** Names the agent's accounts only to one who is, or need not be, proved to be that agent. */
  private static Refusal unknownAccount(PlaceholderKey key, Known known, boolean proved) {
    boolean mayKnow = proved || known.secret().isEmpty();
    Function<Account, String> label =
        account ->
            account.name().equals(account.id())
                ? account.id()
                : account.name() + " (" + account.id() + ")";
    String permitted =
        mayKnow
            ? " (expected: one of "
                + known.accounts().values().stream().map(label).collect(Collectors.joining(", "))
                + ")"
            : "";
    return new Refusal(
        Failure.UNKNOWN_ACCOUNT,
        "the account "
            + key.account()
            + " is not one that the agent of the tag "
            + key.tag()
            + " may use"
            + permitted
            + "; `countersign profiles` prints the profiles that there are");
  }
}
