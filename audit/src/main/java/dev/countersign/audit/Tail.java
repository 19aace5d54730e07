package dev.countersign.audit;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.Optional;

/**
 * How a file ends.
 *
 * @param hash of the last line that is complete; absent where there is none
 * @param end position after that line's line feed
 * @param torn how many bytes stand after it: the beginning of a line whose writing was broken off
 */
record Tail(Optional<String> hash, long end, long torn) {

  /** Longer than two of the longest lines, and than the longest batch. */
  static final int MAX_LENGTH = 8 * 1024 * 1024;

  /**
   * @throws IOException where the file's last bytes hold no line feed, so that it is no audit log
   */
  static Tail of(FileChannel file) throws IOException {
    long size = file.size();
    byte[] bytes = read(file, Math.max(0, size - MAX_LENGTH), size);
    int feed = lastFeed(bytes, bytes.length);
    if (feed < 0) {
      if (size > MAX_LENGTH) {
        throw new IOException("it does not consist of lines, so it is no audit log");
      }
      return new Tail(Optional.empty(), 0, size);
    }
    byte[] line = Arrays.copyOfRange(bytes, lastFeed(bytes, feed) + 1, feed);
    long torn = bytes.length - (feed + 1L);
    return new Tail(Optional.of(Chain.hash(line)), size - torn, torn);
  }

  private static byte[] read(FileChannel file, long from, long to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(to - from));
    while (buffer.hasRemaining()) {
      if (file.read(buffer, from + buffer.position()) < 0) {
        throw new EOFException("it became shorter while it was read");
      }
    }
    return buffer.array();
  }

  private static int lastFeed(byte[] bytes, int before) {
    for (int i = before - 1; i >= 0; i--) {
      if (bytes[i] == '\n') {
        return i;
      }
    }
    return -1;
  }
}
