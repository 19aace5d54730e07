package dev.countersign.proxy;

import java.io.InputStream;

/** Reads a held body from its beginning, a block at a time. */
final class HeldStream extends InputStream {

  private final IncomingBody body;
  private byte[] block = new byte[0];
  private int next;
  private long position;

  HeldStream(IncomingBody body) {
    this.body = body;
  }

  @Override
  public int read() {
    return fill() ? block[next++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int taken = Math.min(length, block.length - next);
    System.arraycopy(block, next, into, offset, taken);
    next += taken;
    return taken;
  }

  /** Whether there is another byte. */
  private boolean fill() {
    if (next == block.length && position < body.held()) {
      block = body.heldBlock(position);
      position += block.length;
      next = 0;
    }
    return next < block.length;
  }
}
