package dev.countersign.proxy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The one hash that SigV4 knows. */
final class Hashes {

  private Hashes() {}

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
