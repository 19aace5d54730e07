package dev.countersign.console;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lines that are added to a file, also when it is closed and another takes its name. Used by one
 * thread at a time.
 */
final class FollowedFile {

  /** How much of the file is read at the beginning, from its end. */
  private static final long FIRST_BYTES = 8L << 20;

  /** A longer line is left out. */
  private static final int LONGEST_LINE = 256 << 10;

  private final Path path;
  private final ByteBuffer buffer = ByteBuffer.allocate(64 << 10);
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private @Nullable FileChannel open;
  private @Nullable Object key;
  private boolean skipping;

  FollowedFile(Path path) {
    this.path = path;
  }

  /** Gives the lines that were added since it was last asked, without their line feeds. */
  void read(Consumer<byte[]> each) throws IOException {
    try {
      if (open == null) {
        begin(FIRST_BYTES);
      }
      drain(each);
      if (!Objects.equals(key, key())) {
        // What was written before the name changed hands is in the file that is still open.
        drain(each);
        end();
        begin(Long.MAX_VALUE);
        drain(each);
      }
    } catch (NoSuchFileException e) {
      // There is none yet, or none between two.
      buffer.clear();
    }
  }

  private void begin(long most) throws IOException {
    FileChannel file = FileChannel.open(path);
    open = file;
    key = key();
    line.reset();
    long start = Math.max(0, file.size() - most);
    file.position(start);
    skipping = start > 0;
  }

  private void end() throws IOException {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  private @Nullable Object key() throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
  }

  private void drain(Consumer<byte[]> each) throws IOException {
    FileChannel file = Objects.requireNonNull(open);
    while (file.read(buffer.clear()) > 0) {
      buffer.flip();
      while (buffer.hasRemaining()) {
        take(buffer.get(), each);
      }
    }
  }

  private void take(byte next, Consumer<byte[]> each) {
    if (next != '\n') {
      skipping |= line.size() >= LONGEST_LINE;
      if (!skipping) {
        line.write(next);
      }
      return;
    }
    if (!skipping) {
      each.accept(line.toByteArray());
    }
    skipping = false;
    line.reset();
  }
}
