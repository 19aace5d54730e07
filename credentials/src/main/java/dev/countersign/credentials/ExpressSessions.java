package dev.countersign.credentials;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.countersign.config.GatewayConfig;
import dev.countersign.credentials.RoleSessions.Session;
import dev.countersign.model.AwsCredentials;
import java.time.Clock;
import java.time.Duration;

/**
 * Real sessions of S3 Express: one for each role session, directory bucket and mode, shared and
 * renewed before it expires. Safe for any number of threads.
 */
public final class ExpressSessions implements AutoCloseable {

  private static final int MAX_SESSIONS = 10_000;

  /** They last five minutes. */
  private static final Duration IDLE = Duration.ofMinutes(10);

  /** Before the margin within which a credential is not used. */
  private static final Duration EARLY = Duration.ofSeconds(90);

  /** Where sessions come from; blocks, and throws {@link dev.countersign.model.Refusal}. */
  interface Source {
    AwsCredentials createSession(String host, String region, SessionMode mode, AwsCredentials role);
  }

  /**
   * @param roleKey access key id of the role session, which tells it and what it is narrowed by
   */
  private record Key(String roleKey, String host, String region, SessionMode mode) {}

  private final Source source;
  private final Clock clock;
  private final AutoCloseable resources;
  private final Cache<Key, RenewedCredential> sessions =
      Caffeine.newBuilder().maximumSize(MAX_SESSIONS).expireAfterAccess(IDLE).build();

  ExpressSessions(Source source, Clock clock, AutoCloseable resources) {
    this.source = source;
    this.clock = clock;
    this.resources = resources;
  }

  /** Of a gateway. S3 is not asked yet. */
  public static ExpressSessions open(GatewayConfig config, Clock clock) {
    S3Express s3 = new S3Express(config.upstream());
    return new ExpressSessions(s3::createSession, clock, s3);
  }

  /**
   * The session of {@code role} in a directory bucket; may block on S3.
   *
   * @param host the bucket's zonal host
   * @throws dev.countersign.model.Refusal CREDENTIALS_REFUSED or CREDENTIALS_UNREACHABLE
   */
  public Session inBucket(Session role, String host, String region, SessionMode mode) {
    AwsCredentials base = role.credentials();
    RenewedCredential session =
        sessions.get(
            new Key(base.accessKeyId(), host, region, mode),
            key ->
                new RenewedCredential(
                    host, () -> source.createSession(host, region, mode, base), clock, EARLY));
    return new Session(session.get(), role.role(), role.session());
  }

  @Override
  public void close() {
    try {
      resources.close();
    } catch (Exception e) {
      throw new IllegalStateException("the HTTP client did not close", e);
    }
  }
}
