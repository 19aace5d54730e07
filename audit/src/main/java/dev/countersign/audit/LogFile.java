package dev.countersign.audit;

import dev.countersign.config.GatewayConfig.AuditConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The log's file: only this user may read it, only this process writes it. Used by one thread at a
 * time, and never by one that may be interrupted, since an interrupt closes a file channel.
 */
final class LogFile implements Store {

  private static final Logger log = LoggerFactory.getLogger(LogFile.class);

  static final FileAttribute<Set<PosixFilePermission>> OWNER_FILE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_DIRECTORY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private final AuditConfig config;
  private final RotatedFiles files;
  private final Clock clock;
  private final FileChannel lock;

  /** Absent after a failure: the file is opened and mended again before the next batch. */
  private @Nullable FileChannel channel;

  private Object key = new Object();
  private long size;
  private String head = Chain.GENESIS;

  private LogFile(AuditConfig config, RotatedFiles files, Clock clock, FileChannel lock) {
    this.config = config;
    this.files = files;
    this.clock = clock;
    this.lock = lock;
  }

  /**
   * Opens the log, continues its chain, and mends a line that a crash has torn.
   *
   * @throws IOException where it cannot be written, or another process writes it
   */
  static LogFile open(AuditConfig config, Clock clock) throws IOException {
    RotatedFiles files = new RotatedFiles(config.file());
    Files.createDirectories(files.directory(), OWNER_DIRECTORY);
    LogFile opened = new LogFile(config, files, clock, AuditLock.take(files.lock()));
    try {
      opened.reopen();
      files.prune(clock.instant(), config.keep());
      return opened;
    } catch (IOException | RuntimeException e) {
      opened.close();
      throw e;
    }
  }

  @Override
  public void append(List<String> members) throws IOException {
    FileChannel open = channel == null ? reopen() : inPlace(channel);
    String next = head;
    ByteArrayOutputStream batch = new ByteArrayOutputStream();
    for (String one : members) {
      byte[] line = RecordJson.line(one, next);
      batch.writeBytes(line);
      batch.write('\n');
      next = Chain.hash(line);
    }
    try {
      writeAll(open, ByteBuffer.wrap(batch.toByteArray()));
      open.force(false);
    } catch (IOException e) {
      giveUp(open);
      throw e;
    }
    size += batch.size();
    head = next;
    if (size >= config.rotateBytes()) {
      rotate(open);
    }
  }

  /**
   * The open file, or a new one where somebody has removed or replaced it: else records would go to
   * a file that has no name any more. The chain goes on from the line that was written last, so
   * that the gap shows.
   */
  private FileChannel inPlace(FileChannel open) throws IOException {
    if (Files.exists(config.file()) && keyOf(config.file()).equals(key)) {
      return open;
    }
    log.error("{} was removed or replaced while the gateway wrote it", config.file());
    open.close();
    String last = head;
    FileChannel opened = reopen();
    head = last;
    append(List.of(RecordJson.notice(clock.instant(), "the file was removed or replaced")));
    return opened;
  }

  /** What tells one file from another of the same name: device and inode. */
  private static Object keyOf(Path file) throws IOException {
    Object key = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    return key == null ? file : key;
  }

  private static void writeAll(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }

  /**
   * Takes back what a failed batch may have left. After a failed {@code fsync} the kernel's pages
   * cannot be trusted to be written ever, so the file is opened anew in any case.
   */
  private void giveUp(FileChannel open) {
    channel = null;
    try (open) {
      open.truncate(size);
    } catch (IOException e) {
      log.debug("a failed batch stays in {} until it is mended", config.file(), e);
    }
  }

  private FileChannel reopen() throws IOException {
    FileChannel opened =
        FileChannel.open(
            config.file(),
            Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE),
            OWNER_FILE);
    try {
      Files.setPosixFilePermissions(config.file(), OWNER_FILE.value());
      Tail tail = Tail.of(opened);
      head = tail.hash().isPresent() ? tail.hash().get() : headBefore();
      size = tail.end();
      if (tail.torn() > 0) {
        setAside(opened, tail);
        opened.truncate(size);
      }
      opened.position(size);
      key = keyOf(config.file());
      opened.force(true);
      syncDirectory();
      channel = opened;
      if (tail.torn() > 0) {
        append(List.of(RecordJson.notice(clock.instant(), describe(tail))));
      }
      return opened;
    } catch (IOException | RuntimeException e) {
      channel = null;
      opened.close();
      throw e;
    }
  }

  /** The hash that a new file begins with: that of the last line of the file closed last. */
  private String headBefore() throws IOException {
    List<Path> closed = files.list();
    if (closed.isEmpty()) {
      return Chain.GENESIS;
    }
    try (FileChannel last = FileChannel.open(closed.getLast(), StandardOpenOption.READ)) {
      return Tail.of(last).hash().orElse(Chain.GENESIS);
    }
  }

  private void setAside(FileChannel from, Tail tail) throws IOException {
    Path aside = files.torn(clock.instant());
    log.warn("{} ends in an unfinished line, which is kept in {}", config.file(), aside);
    Set<StandardOpenOption> append = Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    try (FileChannel out = FileChannel.open(aside, append, OWNER_FILE)) {
      long copied = 0;
      while (copied < tail.torn()) {
        copied += from.transferTo(tail.end() + copied, tail.torn() - copied, out);
      }
      out.force(true);
    }
  }

  private static String describe(Tail tail) {
    return tail.torn() + " bytes of an unfinished line stood here and were set aside";
  }

  /** What is in the full file is durable, so a failure here costs no record: it grows on. */
  private void rotate(FileChannel open) {
    try {
      Instant now = clock.instant();
      Files.move(config.file(), files.next(now), StandardCopyOption.ATOMIC_MOVE);
      channel = null;
      open.close();
      files.prune(now, config.keep());
      var _ = reopen();
    } catch (IOException e) {
      log.warn("rotating {} failed: {}", config.file(), e.toString());
    }
  }

  private void syncDirectory() throws IOException {
    try (FileChannel directory = FileChannel.open(files.directory(), StandardOpenOption.READ)) {
      directory.force(true);
    }
  }

  @Override
  public void close() {
    try (lock;
        FileChannel open = channel) {
      log.debug("closing {} of {} bytes", open == null ? "no file" : config.file(), size);
    } catch (IOException e) {
      log.warn("closing {} failed: {}", config.file(), e.toString());
    }
  }
}
