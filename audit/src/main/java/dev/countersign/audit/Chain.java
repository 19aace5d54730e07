package dev.countersign.audit;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The links between lines: SHA-256 over a line's bytes without its line feed. */
final class Chain {

  /** What the first line of all has in the place of a hash. */
  static final String GENESIS = "0".repeat(64);

  private Chain() {}

  /** 64 lower-case hexadecimal digits. */
  static String hash(byte[] line) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(line));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
