package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * The headers of a message: {@code length name type value}, one after the other ("Event stream
 * encoding" of the Amazon Transcribe developer guide; the Smithy specification, "Amazon Event
 * Stream").
 */
public final class EventHeaders {

  /** In bytes; the format's own bound. */
  static final int LARGEST = 128 * 1024;

  /** Far more than any client or service has. */
  private static final int MOST = 128;

  private static final int LONGEST_VALUE = 32_767;

  private EventHeaders() {}

  /**
   * Reads all that remains of {@code bytes}.
   *
   * @throws Refusal BODY_MISMATCH where these are no headers, or where one is repeated
   */
  public static List<EventHeader> read(ByteBuffer bytes) {
    List<EventHeader> headers = new ArrayList<>();
    Set<String> names = new HashSet<>();
    try {
      while (bytes.hasRemaining()) {
        EventHeader header = new EventHeader(name(bytes), value(bytes));
        if (!names.add(header.name())) {
          throw malformed("a header is repeated");
        }
        if (names.size() > MOST) {
          throw malformed("a message has more than " + MOST + " headers");
        }
        headers.add(header);
      }
    } catch (BufferUnderflowException e) {
      throw malformed("a header is longer than all headers");
    }
    return List.copyOf(headers);
  }

  private static String name(ByteBuffer bytes) {
    int length = Byte.toUnsignedInt(bytes.get());
    if (length == 0) {
      throw malformed("a header has no name");
    }
    return text(bytes, length);
  }

  private static EventValue value(ByteBuffer bytes) {
    byte type = bytes.get();
    return switch (type) {
      case 0, 1 -> new EventValue.Bool(type == 0);
      case 2 -> new EventValue.Int8(bytes.get());
      case 3 -> new EventValue.Int16(bytes.getShort());
      case 4 -> new EventValue.Int32(bytes.getInt());
      case 5 -> new EventValue.Int64(bytes.getLong());
      case 6 -> new EventValue.Bytes(take(bytes, valueLength(bytes)));
      case 7 -> new EventValue.Text(text(bytes, valueLength(bytes)));
      case 8 -> new EventValue.Timestamp(bytes.getLong());
      case 9 -> new EventValue.Uuid(new UUID(bytes.getLong(), bytes.getLong()));
      default -> throw malformed("a header has a type that does not exist");
    };
  }

  private static int valueLength(ByteBuffer bytes) {
    int length = Short.toUnsignedInt(bytes.getShort());
    if (length > LONGEST_VALUE) {
      throw malformed("a header's value is too long");
    }
    return length;
  }

  private static byte[] take(ByteBuffer bytes, int length) {
    if (length > bytes.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] taken = new byte[length];
    bytes.get(taken);
    return taken;
  }

  private static String text(ByteBuffer bytes, int length) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(take(bytes, length))).toString();
    } catch (CharacterCodingException e) {
      throw malformed("a header is not in UTF-8");
    }
  }

  /** As they stand in a message. */
  static byte[] write(List<EventHeader> headers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (EventHeader header : headers) {
      byte[] name = header.name().getBytes(UTF_8);
      if (name.length == 0 || name.length > 255) {
        throw new IllegalArgumentException("name: " + name.length + " bytes (expected: 1 to 255)");
      }
      out.write(name.length);
      out.writeBytes(name);
      out.writeBytes(encoded(header.value()));
    }
    return out.toByteArray();
  }

  private static byte[] encoded(EventValue value) {
    return switch (value) {
      case EventValue.Bool(boolean is) -> typed(is ? 0 : 1, 0).array();
      case EventValue.Int8(byte number) -> typed(2, 1).put(number).array();
      case EventValue.Int16(short number) -> typed(3, 2).putShort(number).array();
      case EventValue.Int32(int number) -> typed(4, 4).putInt(number).array();
      case EventValue.Int64(long number) -> typed(5, 8).putLong(number).array();
      case EventValue.Bytes(byte[] bytes) -> counted(6, bytes);
      case EventValue.Text(String text) -> counted(7, text.getBytes(UTF_8));
      case EventValue.Timestamp(long millis) -> typed(8, 8).putLong(millis).array();
      case EventValue.Uuid(UUID id) ->
          typed(9, 16)
              .putLong(id.getMostSignificantBits())
              .putLong(id.getLeastSignificantBits())
              .array();
    };
  }

  private static ByteBuffer typed(int type, int length) {
    return ByteBuffer.allocate(1 + length).put((byte) type);
  }

  private static byte[] counted(int type, byte[] bytes) {
    if (bytes.length > LONGEST_VALUE) {
      throw new IllegalArgumentException(
          "value: " + bytes.length + " bytes (expected: at most " + LONGEST_VALUE + ")");
    }
    return typed(type, 2 + bytes.length).putShort((short) bytes.length).put(bytes).array();
  }

  static Refusal malformed(String what) {
    return new Refusal(
        Failure.BODY_MISMATCH, "the body is not the stream of events that it should be: " + what);
  }
}
