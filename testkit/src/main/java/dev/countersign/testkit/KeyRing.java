package dev.countersign.testkit;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Every credential that exists: the base user's for ever, and the sessions that STS issued, of
 * which the oldest are forgotten beyond a bound. Safe for use by several threads.
 */
final class KeyRing {

  /** The header with the token of a session of S3 Express. */
  static final String EXPRESS_TOKEN = "x-amz-s3session-token";

  /** What the tokens of such sessions begin with. */
  static final String EXPRESS_PREFIX = "stand-in-express/";

  private static final int MOST_SESSIONS = 10_000;
  private static final String KEY_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final SecureRandom random = new SecureRandom();
  private final Credential base;
  private final Map<String, Credential> sessions = new LinkedHashMap<>();

  KeyRing(Credential base) {
    this.base = base;
  }

  synchronized Optional<Credential> find(String accessKeyId) {
    return base.keys().accessKeyId().equals(accessKeyId)
        ? Optional.of(base)
        : Optional.ofNullable(sessions.get(accessKeyId));
  }

  /** As {@link #issue}, of a session of S3 Express, whose token goes into another header. */
  synchronized AwsCredentials issueExpress(Caller caller, Instant expiration) {
    AwsCredentials keys =
        new AwsCredentials(
            identifier(20), secret(30), Secret.of(EXPRESS_PREFIX + text(90)), expiration);
    admit(new Credential(keys, caller));
    return keys;
  }

  /** Makes a session's credentials: {@code ASIA}, a secret of 40 characters and a token. */
  synchronized AwsCredentials issue(Caller caller, Instant expiration) {
    AwsCredentials keys =
        new AwsCredentials(
            "ASIA" + identifier(16), secret(30), Secret.of("stand-in/" + text(180)), expiration);
    admit(new Credential(keys, caller));
    return keys;
  }

  /** From now on these session credentials exist. */
  synchronized void admit(Credential session) {
    sessions.put(session.keys().accessKeyId(), session);
    if (sessions.size() > MOST_SESSIONS) {
      sessions.remove(sessions.keySet().iterator().next());
    }
  }

  /** Every session's credentials that have not been forgotten, oldest first. */
  synchronized List<AwsCredentials> sessions() {
    return sessions.values().stream().map(Credential::keys).toList();
  }

  /** Random characters as they stand in access key ids and in the ids of roles. */
  String identifier(int length) {
    StringBuilder id = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      id.append(KEY_ALPHABET.charAt(random.nextInt(KEY_ALPHABET.length())));
    }
    return id.toString();
  }

  private Secret secret(int bytes) {
    return Secret.of(text(bytes));
  }

  private String text(int bytes) {
    byte[] noise = new byte[bytes];
    random.nextBytes(noise);
    return Base64.getEncoder().encodeToString(noise);
  }
}
