package dev.countersign.signer;

import dev.countersign.model.Refusal;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One message of an event stream ({@code application/vnd.amazon.eventstream}): a prelude, headers,
 * a payload, and a CRC-32 of all that.
 *
 * @param payload shared, not to be written to
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record EventMessage(List<EventHeader> headers, byte[] payload) {

  public EventMessage {
    headers = List.copyOf(headers);
  }

  /**
   * Reads the one message that {@code bytes} are.
   *
   * @throws Refusal BODY_MISMATCH where they are none, or more
   */
  public static EventMessage decode(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    if (bytes.length < EventPrelude.LENGTH + EventPrelude.CHECKSUM) {
      throw EventHeaders.malformed("a message is too short");
    }
    EventPrelude prelude = EventPrelude.read(in);
    if (prelude.total() != bytes.length) {
      throw EventHeaders.malformed("a message has another length than it says");
    }
    int end = bytes.length - EventPrelude.CHECKSUM;
    if (in.getInt(end) != EventPrelude.checksum(in.slice(0, end))) {
      throw EventHeaders.malformed("the checksum of a message is wrong");
    }
    List<EventHeader> headers = EventHeaders.read(in.slice(in.position(), prelude.headers()));
    byte[] payload = new byte[prelude.payload()];
    in.get(in.position() + prelude.headers(), payload);
    return new EventMessage(headers, payload);
  }

  /** As it goes on the wire. */
  public byte[] encode() {
    byte[] head = EventHeaders.write(headers);
    int total = EventPrelude.LENGTH + head.length + payload.length + EventPrelude.CHECKSUM;
    ByteBuffer out = ByteBuffer.allocate(total);
    new EventPrelude(total, head.length).write(out).put(head).put(payload);
    out.putInt(EventPrelude.checksum(out.slice(0, out.position())));
    return out.array();
  }

  @Override
  public String toString() {
    return "message of " + headers.size() + " headers and " + payload.length + " bytes";
  }
}
