package dev.countersign.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * A message of an event stream ("Event stream encoding", Amazon Transcribe developer guide), read
 * and written in whole and with code of its own.
 *
 * @param headers as they are encoded, type and value, by name and in order
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record EventFrame(Map<String, byte[]> headers, byte[] payload) {

  static final byte BYTES = 6;
  static final byte TEXT = 7;
  static final byte TIMESTAMP = 8;

  private static final int FRAME = 16;

  /**
   * The message that begins where {@code in} stands; it stands behind it then.
   *
   * @throws Rejected BAD_CHUNKS
   */
  static EventFrame read(ByteBuffer in) {
    int start = in.position();
    if (in.remaining() < FRAME) {
      throw bad("The event stream terminated unexpectedly.");
    }
    long length = Integer.toUnsignedLong(in.getInt());
    long headersLength = Integer.toUnsignedLong(in.getInt());
    if (in.getInt() != crc(in, start, 8)) {
      throw bad("The prelude checksum does not match.");
    }
    if (length > in.limit() - start || headersLength > length - FRAME) {
      throw bad("The lengths of an event do not fit the stream.");
    }
    int end = start + (int) length - 4;
    if (in.getInt(end) != crc(in, start, end - start)) {
      throw bad("The message checksum does not match.");
    }
    byte[] headers = new byte[(int) headersLength];
    in.get(headers);
    byte[] payload = new byte[end - in.position()];
    in.get(payload);
    in.getInt();
    return new EventFrame(headers(headers), payload);
  }

  private static Map<String, byte[]> headers(byte[] all) {
    ByteBuffer in = ByteBuffer.wrap(all);
    Map<String, byte[]> headers = new LinkedHashMap<>();
    while (in.hasRemaining()) {
      byte[] name = take(in, Byte.toUnsignedInt(in.get()));
      int start = in.position();
      take(in, 1);
      int length =
          switch (in.get(start)) {
            case 0, 1 -> 0;
            case 2 -> 1;
            case 3 -> 2;
            case 4 -> 4;
            case 5, TIMESTAMP -> 8;
            case 9 -> 16;
            case BYTES, TEXT -> 2 + ByteBuffer.wrap(take(in, 2)).getShort();
            default -> throw bad("A header has an unknown type.");
          };
      take(in, start + 1 + length - in.position());
      byte[] value = Arrays.copyOfRange(all, start, in.position());
      if (headers.put(new String(name, StandardCharsets.UTF_8), value) != null) {
        throw bad("A header is repeated.");
      }
    }
    return headers;
  }

  private static byte[] take(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw bad("A header is longer than the headers.");
    }
    byte[] taken = new byte[length];
    in.get(taken);
    return taken;
  }

  private static int crc(ByteBuffer in, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(in.slice(from, length));
    return (int) crc.getValue();
  }

  /** An event of a service. */
  static EventFrame event(String type, String contentType, byte[] payload) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    headers.put(":message-type", text("event"));
    headers.put(":event-type", text(type));
    headers.put(":content-type", text(contentType));
    return new EventFrame(headers, payload);
  }

  /** What a stream ends with where it fails. */
  static EventFrame exception(String type, byte[] payload) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    headers.put(":message-type", text("exception"));
    headers.put(":exception-type", text(type));
    headers.put(":content-type", text("application/json"));
    return new EventFrame(headers, payload);
  }

  private static byte[] text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(3 + utf8.length)
        .put(TEXT)
        .putShort((short) utf8.length)
        .put(utf8)
        .array();
  }

  static byte[] encodedHeader(String name, byte[] value) {
    byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(1 + utf8.length + value.length)
        .put((byte) utf8.length)
        .put(utf8)
        .put(value)
        .array();
  }

  byte[] encoded() {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    headers.forEach((name, value) -> all.writeBytes(encodedHeader(name, value)));
    ByteBuffer out = ByteBuffer.allocate(FRAME + all.size() + payload.length);
    out.putInt(out.capacity()).putInt(all.size());
    out.putInt(crc(out, 0, 8)).put(all.toByteArray()).put(payload);
    return out.putInt(crc(out, 0, out.position())).array();
  }

  static Rejected bad(String message) {
    return new Rejected(Rejection.BAD_CHUNKS, message);
  }
}
