package dev.countersign.signer;

import dev.countersign.model.Refusal;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;

/**
 * How a message begins: its length, that of its headers, and a CRC-32 of these two.
 *
 * @param total length of the message in bytes, prelude and both checksums included
 * @param headers length of its headers in bytes
 */
public record EventPrelude(int total, int headers) {

  /** Its own length in bytes. */
  public static final int LENGTH = 12;

  /** The length in bytes of the checksum at a message's end. */
  public static final int CHECKSUM = 4;

  /**
   * Reads the next {@link #LENGTH} bytes. The lengths count only once their checksum is right.
   *
   * @throws Refusal BODY_MISMATCH where they are no prelude, or its lengths are those of no message
   */
  public static EventPrelude read(ByteBuffer bytes) {
    int crc = checksum(bytes.slice(bytes.position(), LENGTH - CHECKSUM));
    long total = Integer.toUnsignedLong(bytes.getInt());
    long headers = Integer.toUnsignedLong(bytes.getInt());
    if (bytes.getInt() != crc) {
      throw EventHeaders.malformed("the checksum of a message's lengths is wrong");
    }
    if (headers > EventHeaders.LARGEST
        || total < LENGTH + headers + CHECKSUM
        || total > Integer.MAX_VALUE) {
      throw EventHeaders.malformed("the lengths of a message are those of none");
    }
    return new EventPrelude((int) total, (int) headers);
  }

  ByteBuffer write(ByteBuffer to) {
    int from = to.position();
    to.putInt(total).putInt(headers);
    return to.putInt(checksum(to.slice(from, LENGTH - CHECKSUM)));
  }

  int payload() {
    return total - LENGTH - headers - CHECKSUM;
  }

  /** CRC-32 of all that remains. */
  public static int checksum(ByteBuffer bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return (int) crc.getValue();
  }
}
