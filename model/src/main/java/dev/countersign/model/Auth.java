package dev.countersign.model;

import java.util.Locale;

/** By what a call is authenticated towards AWS, and in one case that it is not made at all. */
public enum Auth {
  /** Signature Version 4, in a header or in the query: signed again by the gateway. */
  SIGV4,
  /** Signature Version 4A, for a set of regions: signed again by the gateway. */
  SIGV4A,
  /** The sender's own bearer token, which goes along untouched; it names no account. */
  BEARER,
  /** Nothing: the operation is called unsigned, and names no account. */
  NONE,
  /** The call is not made: its sender asks for it as a signed URL, for somebody else to make. */
  MINT;

  /** As rules and audit records have it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether the gateway signs the call and makes it itself. Any other is permitted only by a rule
   * that is about {@code aws.auth}.
   */
  public boolean isOrdinary() {
    return switch (this) {
      case SIGV4, SIGV4A -> true;
      case BEARER, NONE, MINT -> false;
    };
  }
}
