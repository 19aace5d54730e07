package dev.countersign.signer;

import java.util.UUID;

/**
 * The value of a header in an event stream. Types go by a number on the wire, which is the order in
 * which they stand here; only the first, a boolean, has two numbers.
 */
public sealed interface EventValue {

  /** 0 is true and 1 is false. */
  record Bool(boolean value) implements EventValue {}

  record Int8(byte value) implements EventValue {}

  record Int16(short value) implements EventValue {}

  record Int32(int value) implements EventValue {}

  record Int64(long value) implements EventValue {}

  /** At most 32,767 bytes; shared, not to be written to. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Bytes(byte[] value) implements EventValue {}

  /** At most 32,767 bytes in UTF-8. */
  record Text(String value) implements EventValue {}

  /** Milliseconds since 1970. */
  record Timestamp(long millis) implements EventValue {}

  record Uuid(UUID value) implements EventValue {}
}
