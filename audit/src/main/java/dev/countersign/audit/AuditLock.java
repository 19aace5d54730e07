package dev.countersign.audit;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps two gateways from writing one log, which would tear its chain. The lock is on a file of its
 * own that stays, since the log itself is renamed, and is free again when its process ends.
 */
final class AuditLock {

  private static final Logger log = LoggerFactory.getLogger(AuditLock.class);

  private AuditLock() {}

  /**
   * @return holds the lock until it is closed
   * @throws IOException where another gateway, in this process or elsewhere, holds it
   */
  static FileChannel take(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), LogFile.OWNER_FILE);
    try {
      if (channel.tryLock() != null) {
        return channel;
      }
    } catch (OverlappingFileLockException _) {
      log.debug("{} is locked by this process", file);
    }
    channel.close();
    throw new IOException("another gateway writes it (expected: one audit.file for each)");
  }
}
