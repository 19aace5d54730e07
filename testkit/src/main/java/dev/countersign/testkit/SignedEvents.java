package dev.countersign.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;

/**
 * Undoes the wrapping of signed events: each message has a time and a signature for headers, and
 * the event that is meant for its payload; an empty one ends the stream.
 */
final class SignedEvents {

  static final String FORM = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

  private static final String DATE = ":date";
  private static final String SIGNATURE = ":chunk-signature";

  private static final byte[] NONE = new byte[0];

  private final byte[] body;
  private final ChunkChain chain;

  SignedEvents(byte[] body, ChunkChain chain) {
    this.body = body;
    this.chain = chain;
  }

  /**
   * The events, one behind the other.
   *
   * @throws Rejected BAD_CHUNKS or WRONG_SIGNATURE
   */
  byte[] content() {
    ByteArrayOutputStream content = new ByteArrayOutputStream(body.length);
    ByteBuffer in = ByteBuffer.wrap(body);
    byte[] event;
    do {
      event = next(in);
      content.writeBytes(event);
    } while (event.length > 0);
    if (in.hasRemaining()) {
      throw EventFrame.bad("There are bytes after the last event.");
    }
    return content.toByteArray();
  }

  private byte[] next(ByteBuffer in) {
    return open(EventFrame.read(in), chain);
  }

  /** Whether an event is wrapped in a signature. */
  static boolean isSigned(EventFrame frame) {
    return frame.headers().containsKey(SIGNATURE);
  }

  /**
   * What is wrapped in the next event of the chain.
   *
   * @throws Rejected BAD_CHUNKS or WRONG_SIGNATURE
   */
  static byte[] open(EventFrame frame, ChunkChain chain) {
    Map<String, byte[]> headers = frame.headers();
    byte[] date = headers.getOrDefault(DATE, NONE);
    byte[] signature = headers.getOrDefault(SIGNATURE, NONE);
    if (headers.size() != 2 || date.length == 0 || signature.length == 0) {
      throw EventFrame.bad("An event is not signed.");
    }
    if (date[0] != EventFrame.TIMESTAMP || signature[0] != EventFrame.BYTES) {
      throw EventFrame.bad("An event's date or signature has the wrong type.");
    }
    chain.event(
        ByteBuffer.wrap(date, 1, 8).getLong(),
        EventFrame.encodedHeader(DATE, date),
        frame.payload(),
        Arrays.copyOfRange(signature, 3, signature.length));
    return frame.payload();
  }
}
