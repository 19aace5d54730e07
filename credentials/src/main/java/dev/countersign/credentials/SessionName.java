package dev.countersign.credentials;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Names of role sessions, as CloudTrail shows them: {@code countersign-claude}. */
final class SessionName {

  /** AWS STS API Reference, AssumeRole, RoleSessionName: 2 to 64 of {@code [\w+=,.@-]}. */
  private static final int MAX_LENGTH = 64;

  private static final Pattern NOT_PERMITTED = Pattern.compile("[^A-Za-z0-9_+=,.@-]");
  private static final String PREFIX = "countersign-";
  private static final int DIGEST_DIGITS = 8;

  private SessionName() {}

  /**
   * The session name of an agent. A name that has to be changed to fit gets a few digits of its
   * hash, so that two agents never share a name in CloudTrail.
   */
  static String of(String agent) {
    String fitting = PREFIX + NOT_PERMITTED.matcher(agent).replaceAll("-");
    if (fitting.length() <= MAX_LENGTH && fitting.equals(PREFIX + agent)) {
      return fitting;
    }
    int room = MAX_LENGTH - DIGEST_DIGITS - 1;
    return fitting.substring(0, Math.min(room, fitting.length())) + "-" + digest(agent);
  }

  private static String digest(String agent) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(agent.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash).substring(0, DIGEST_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
