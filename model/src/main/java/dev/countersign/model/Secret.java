package dev.countersign.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * A text that must not be seen: a secret access key, a session token, an agent's secret.
 *
 * <p>It never prints: {@link #toString} shows a fixed mark, so neither a log line, a record's
 * generated {@code toString} nor an exception message can carry it. Whoever needs the value says so
 * with {@link #reveal()}, which is easy to search for.
 */
public final class Secret {

  private final byte[] utf8;

  private Secret(byte[] utf8) {
    this.utf8 = utf8;
  }

  /** Wraps {@code value}; an empty secret is a mistake and is refused. */
  public static Secret of(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("a secret must not be empty");
    }
    return new Secret(value.getBytes(StandardCharsets.UTF_8));
  }

  /** The value itself. Never pass the result to anything that writes. */
  public String reveal() {
    return new String(utf8, StandardCharsets.UTF_8);
  }

  /** Compares in a time that does not depend on where the two differ. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Secret that && MessageDigest.isEqual(utf8, that.utf8);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8);
  }

  @Override
  public String toString() {
    return "[redacted]";
  }
}
