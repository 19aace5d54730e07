package dev.countersign.approvals;

import java.security.SecureRandom;

/** Names for requests and grants: short enough to be typed, and never the same twice. */
final class Ids {

  /** No letters that look like digits. */
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";

  /** 60 bits. */
  private static final int LENGTH = 12;

  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  static String next(String prefix) {
    StringBuilder id = new StringBuilder(prefix).append('-');
    for (int i = 0; i < LENGTH; i++) {
      id.append(DIGITS.charAt(RANDOM.nextInt(DIGITS.length())));
    }
    return id.toString();
  }
}
