package dev.countersign.proxy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/**
 * A body on disk, readable by the gateway's user only. Used from virtual threads, never from an
 * event loop.
 *
 * <p>{@code DELETE_ON_CLOSE} unlinks the file as soon as it is open on POSIX systems, so that not
 * even a killed process leaves an agent's data behind.
 */
final class Spool implements AutoCloseable {

  private final FileChannel file;
  private long size;

  private Spool(FileChannel file) {
    this.file = file;
  }

  static Spool in(Path directory) {
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return new Spool(
          FileChannel.open(
              directory.resolve(UUID.randomUUID() + ".body"),
              Set.of(
                  StandardOpenOption.CREATE_NEW,
                  StandardOpenOption.READ,
                  StandardOpenOption.WRITE,
                  StandardOpenOption.DELETE_ON_CLOSE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))));
    } catch (IOException e) {
      throw new UncheckedIOException("a request body cannot be spooled to " + directory, e);
    }
  }

  void append(byte[] bytes) {
    try {
      ByteBuffer rest = ByteBuffer.wrap(bytes);
      while (rest.hasRemaining()) {
        size += file.write(rest, size);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a request body cannot be spooled", e);
    }
  }

  /** At most {@code length} bytes from {@code position}; fewer only at the end. */
  byte[] read(long position, int length) {
    ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(length, size - position));
    try {
      while (bytes.hasRemaining()) {
        if (file.read(bytes, position + bytes.position()) < 0) {
          throw new IOException("the spooled body is shorter than what was written");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a spooled request body cannot be read", e);
    }
    return bytes.array();
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new UncheckedIOException("a spooled request body cannot be closed", e);
    }
  }
}
