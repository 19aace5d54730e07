package dev.countersign.notifiers;

import dev.countersign.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Whether a request comes from Slack, now, and for the first time
 * (docs.slack.dev/authentication/verifying-requests-from-slack). Safe for any number of threads.
 */
final class SlackSignature {

  /** How far Slack's clock and this one may be apart; Slack's own proposal. */
  static final Duration SKEW = Duration.ofMinutes(5);

  /** Signatures that are remembered; over it, nothing is taken until some are old. */
  static final int MOST = 10_000;

  private static final Pattern TIMESTAMP = Pattern.compile("[0-9]{1,12}");

  private final Secret key;
  private final Map<String, Instant> seen = new HashMap<>();

  SlackSignature(Secret key) {
    this.key = key;
  }

  /**
   * @param timestamp the header {@code X-Slack-Request-Timestamp}
   * @param signature the header {@code X-Slack-Signature}
   */
  boolean signs(byte[] body, String timestamp, String signature, Instant now) {
    if (!TIMESTAMP.matcher(timestamp).matches()) {
      return false;
    }
    Instant signed = Instant.ofEpochSecond(Long.parseLong(timestamp));
    return Duration.between(signed, now).abs().compareTo(SKEW) <= 0
        && isEqual("v0=" + Hmac.hex(key, "v0:" + timestamp + ":", body), signature);
  }

  /**
   * Remembers a signature that is good, until it is too old to be.
   *
   * @return whether it is the first time, and there is room
   */
  synchronized boolean isFirst(String signature, Instant now) {
    if (seen.size() >= MOST) {
      seen.values().removeIf(until -> until.isBefore(now));
    }
    return seen.size() < MOST
        && seen.putIfAbsent(signature, now.plus(SKEW.multipliedBy(2))) == null;
  }

  private static boolean isEqual(String expected, String got) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), got.getBytes(StandardCharsets.UTF_8));
  }
}
