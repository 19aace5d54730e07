package dev.countersign.model;

/**
 * A value that an SDK makes up for each call, by which AWS takes a repeated call for the same one.
 * It says nothing about what the call does.
 *
 * @param carrier where it stands
 * @param wire its name there: {@code ClientToken}, {@code X-Amz-Client-Token}
 * @param value a UUID
 */
public record IdempotencyToken(Carrier carrier, String wire, String value) {

  /** What carries it. */
  public enum Carrier {
    /** A member of the JSON, CBOR or XML, or a parameter of the form, be that in the URL. */
    BODY,
    QUERY,
    HEADER
  }
}
