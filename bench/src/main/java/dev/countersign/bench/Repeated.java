package dev.countersign.bench;

import java.io.InputStream;
import java.util.Arrays;

/** A stream of one letter, as long as need be: it costs no memory, and is valid in any text. */
final class Repeated extends InputStream {

  private static final byte[] BLOCK = new byte[64 << 10];

  static {
    Arrays.fill(BLOCK, (byte) 'A');
  }

  private long left;

  Repeated(long length) {
    this.left = length;
  }

  @Override
  public int read() {
    return left-- > 0 ? 'A' : -1;
  }

  @Override
  public int read(byte[] into, int from, int length) {
    if (left <= 0) {
      return length == 0 ? 0 : -1;
    }
    int some = (int) Math.min(Math.min(length, BLOCK.length), left);
    System.arraycopy(BLOCK, 0, into, from, some);
    left -= some;
    return some;
  }
}
