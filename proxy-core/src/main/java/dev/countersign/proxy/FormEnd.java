package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The file of a form as it passes: its first boundary has to be its last, and nothing may follow.
 * S3 ignores fields behind the file; another reader might not. Nothing is held back, and no byte
 * behind the boundary is let through. Belongs to the exchange's thread, and to the event loop once
 * that thread has started the relay.
 */
final class FormEnd implements BodyFilter {

  private static final byte[] LINE = "\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] CLOSED = "--\r\n".getBytes(StandardCharsets.US_ASCII);

  /** The hyphens behind the boundary without the line's end, which some clients leave out. */
  private static final int SHORTEST = 2;

  private final byte[] boundary;

  /** The last bytes that came, as long as they may begin a boundary, or all from there on. */
  private byte[] tail = new byte[0];

  /**
   * @param boundary without its hyphens
   */
  FormEnd(String boundary) {
    this.boundary = ("--" + boundary).getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Takes the next bytes.
   *
   * @throws Refusal BODY_MISMATCH where they are behind the end, or the boundary is no end
   */
  void see(ByteBuffer bytes) {
    byte[] all = Arrays.copyOf(tail, tail.length + bytes.remaining());
    bytes.get(all, tail.length, bytes.remaining());
    int found = boundaryIn(all);
    if (found >= 0) {
      requireEnd(all, found);
    }
    int from = found >= 0 ? found - LINE.length : all.length - boundary.length - LINE.length;
    tail = Arrays.copyOfRange(all, Math.max(0, from), all.length);
  }

  /**
   * No more will come.
   *
   * @throws Refusal BODY_MISMATCH where the end is missing
   */
  void end() {
    int found = boundaryIn(tail);
    if (found < 0 || tail.length - found - boundary.length < SHORTEST) {
      throw wrong("without its boundary");
    }
  }

  private void requireEnd(byte[] all, int found) {
    int from = found - LINE.length;
    byte[] rest = Arrays.copyOfRange(all, found + boundary.length, all.length);
    if (from < 0
        || !Arrays.equals(all, from, found, LINE, 0, LINE.length)
        || rest.length > CLOSED.length
        || !Arrays.equals(rest, 0, rest.length, CLOSED, 0, rest.length)) {
      throw wrong("with more behind it (expected: the file is the last field)");
    }
  }

  private int boundaryIn(byte[] all) {
    for (int at = 0; at + boundary.length <= all.length; at++) {
      if (all[at] == '-'
          && Arrays.equals(all, at, at + boundary.length, boundary, 0, boundary.length)) {
        return at;
      }
    }
    return -1;
  }

  private static Refusal wrong(String how) {
    return new Refusal(Failure.BODY_MISMATCH, "the form's file ends " + how);
  }

  @Override
  public ByteBuf pass(ByteBuf bytes, boolean last) {
    try {
      for (ByteBuffer part : bytes.nioBuffers()) {
        see(part);
      }
      if (last) {
        end();
      }
      return bytes;
    } catch (Refusal wrong) {
      bytes.release();
      throw wrong;
    }
  }

  @Override
  public void close() {
    // Holds nothing but bytes on the heap.
  }
}
