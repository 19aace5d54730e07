package dev.countersign.credentials;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.countersign.config.GatewayConfig;
import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.SessionStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Credentials for calls: role sessions per account, cached and refreshed before they expire. Safe
 * for any number of threads.
 */
public final class RoleSessions implements AutoCloseable {

  /** Sessions that are held at once; those used longest ago give way. */
  private static final int MAX_SESSIONS = 10_000;

  /** The longest that STS lets a session live: after this without use there is nothing to keep. */
  private static final Duration IDLE = Duration.ofHours(12);

  /**
   * Credentials to sign a call with, and the session that they belong to.
   *
   * @param role ARN of the role; empty where the base credential itself signs
   * @param session the role session's name; empty where there is none
   */
  public record Session(AwsCredentials credentials, String role, String session) {}

  /** The base credential used for an account without a role. */
  private record OwnKey(String account, String stsRegion) {}

  private final Map<String, AccountConfig> accounts;
  private final Sts sts;
  private final AutoCloseable resources;
  private final RenewedCredential base;
  private final LoadingCache<RoleRequest, RenewedCredential> sessions;
  private final LoadingCache<OwnKey, RenewedCredential> own;

  /** Accounts by access key id: to which account a key belongs never changes. */
  private final Cache<String, String> accountsOfKeys;

  /**
   * @param base the gateway's own credentials; blocks, throws {@link Refusal}
   * @param resources closed with this
   */
  RoleSessions(
      Map<String, AccountConfig> accounts,
      Supplier<AwsCredentials> base,
      Sts sts,
      Clock clock,
      AutoCloseable resources) {
    this.accounts = Map.copyOf(accounts);
    this.sts = sts;
    this.resources = resources;
    this.base = new RenewedCredential("the gateway", base, clock);
    this.sessions =
        bounded()
            .build(
                request ->
                    new RenewedCredential(
                        request.toString(), () -> sts.assumeRole(request, this.base.get()), clock));
    this.own =
        bounded().build(key -> new RenewedCredential(key.account(), () -> ownFor(key), clock));
    this.accountsOfKeys = bounded().build();
  }

  private static Caffeine<Object, Object> bounded() {
    return Caffeine.newBuilder().maximumSize(MAX_SESSIONS).expireAfterAccess(IDLE);
  }

  /**
   * The sessions of a gateway. Also puts every client that the AWS SDK opens by itself on {@code
   * config.upstream()}, for the whole process. Neither STS nor the base source is asked yet.
   *
   * @throws dev.countersign.model.InvalidFileException where a file of trust roots or of a static
   *     credential cannot be used
   */
  public static RoleSessions open(GatewayConfig config, Clock clock) {
    UpstreamHttpService.install(config.upstream());
    SdkSts sts = new SdkSts(config.upstream());
    BaseSource base = BaseSource.of(config.credentials(), sts);
    return new RoleSessions(
        config.accounts(),
        base,
        sts,
        clock,
        () -> {
          base.close();
          sts.close();
        });
  }

  /**
   * The session for a call; may block on STS.
   *
   * @param sessionPolicies ARNs of managed policies that the verdict narrows the session with
   * @throws dev.countersign.model.Refusal CREDENTIALS_REFUSED or CREDENTIALS_UNREACHABLE
   */
  public Session forCall(AwsCall call, Agent agent, List<String> sessionPolicies) {
    AccountConfig account = accounts.get(call.account().id());
    if (account == null) {
      throw new Refusal(
          Failure.UNKNOWN_ACCOUNT, "the account " + call.account().id() + " is not listed");
    }
    String stsRegion = StsRegions.of(call.partition(), call.region());
    if (account.role().isEmpty()) {
      return signedByBase(account, stsRegion, sessionPolicies);
    }
    RoleRequest request =
        new RoleRequest(
            call.partition(),
            account.id(),
            account.role().get(),
            SessionName.of(agent.name()),
            account.externalId(),
            account.sessionDuration(),
            sessionPolicies,
            stsRegion);
    return new Session(sessions.get(request).get(), request.roleArn(), request.session());
  }

  private Session signedByBase(
      AccountConfig account, String stsRegion, List<String> sessionPolicies) {
    if (!sessionPolicies.isEmpty()) {
      throw new Refusal(
          Failure.CREDENTIALS_REFUSED,
          "the rule narrows the session, and the account "
              + account.name()
              + " has no role whose session could be narrowed; the operator has to change one");
    }
    return new Session(own.get(new OwnKey(account.id(), stsRegion)).get(), "", "");
  }

  /**
   * The base credential, once STS has said that it belongs to the account: otherwise a call that
   * names one account would be executed in another.
   */
  private AwsCredentials ownFor(OwnKey key) {
    AwsCredentials credentials = base.get();
    String actual = accountsOfKeys.getIfPresent(credentials.accessKeyId());
    if (actual == null) {
      actual = sts.accountOf(credentials, key.stsRegion());
      accountsOfKeys.put(credentials.accessKeyId(), actual);
    }
    if (!key.account().equals(actual)) {
      throw new Refusal(
          Failure.CREDENTIALS_REFUSED,
          "the account "
              + key.account()
              + " has no role, and the gateway's own credentials belong to another account; the"
              + " operator has to name a role for it");
    }
    return credentials;
  }

  /** How the credentials stand that calls have asked for, by account; asks nobody. */
  public List<SessionStatus> status() {
    Stream<SessionStatus> roles =
        sessions.asMap().entrySet().stream()
            .map(
                it -> {
                  RoleRequest request = it.getKey();
                  return it.getValue()
                      .status(request.account(), request.roleArn(), request.session());
                });
    Stream<SessionStatus> without =
        own.asMap().entrySet().stream()
            .map(it -> it.getValue().status(it.getKey().account(), "", ""));
    return Stream.concat(roles, without)
        .sorted(
            Comparator.comparing(SessionStatus::account)
                .thenComparing(SessionStatus::role)
                .thenComparing(SessionStatus::session))
        .toList();
  }

  @Override
  public void close() {
    try {
      resources.close();
    } catch (Exception e) {
      throw new IllegalStateException("the AWS SDK's clients did not close", e);
    }
  }
}
