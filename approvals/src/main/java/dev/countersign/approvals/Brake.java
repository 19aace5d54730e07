package dev.countersign.approvals;

import dev.countersign.approvals.PauseTarget.OfAccount;
import dev.countersign.approvals.PauseTarget.OfAgent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is stopped, as last read. It is asked for every call and so costs no look into the store as
 * long as the {@link Watcher} has one every second; where none has succeeded for {@link #TRUSTED},
 * it looks itself.
 */
final class Brake {

  /** How old an answer may be, should all news be lost. */
  static final Duration TRUSTED = Duration.ofSeconds(3);

  /**
   * @param revision at least as new as the store was at this revision
   * @param read {@code System.nanoTime()} before the store was asked
   */
  private record Snapshot(List<Pause> pauses, long revision, long read) {}

  private final Store store;
  private final ReentrantLock looking = new ReentrantLock();
  private volatile Snapshot last;

  /**
   * @throws StoreUnavailable where the store does not tell
   */
  Brake(Store store) {
    this.store = store;
    this.last = look();
  }

  /** The pause that stops the call, if there is one. */
  Optional<Pause> stops(String agent, String account) {
    Snapshot snapshot = isFresh(last) ? last : refreshed();
    return snapshot.pauses().stream()
        .filter(pause -> concerns(pause.target(), agent, account))
        .findFirst();
  }

  static boolean concerns(PauseTarget target, String agent, String account) {
    return switch (target) {
      case OfAgent(var name) -> name.equals(agent);
      case OfAccount(var name) -> name.equals(account);
    };
  }

  /**
   * Looks into the store.
   *
   * @return the store's revision
   */
  long refresh() {
    Snapshot snapshot = look();
    looking.lock();
    try {
      // One that was begun earlier and took longer must not undo a newer one.
      if (snapshot.revision() >= last.revision()) {
        last = snapshot;
      }
    } finally {
      looking.unlock();
    }
    return snapshot.revision();
  }

  /** What was read is known to be old: the next who asks looks. */
  void distrust() {
    looking.lock();
    try {
      last = new Snapshot(last.pauses(), last.revision(), System.nanoTime() - TRUSTED.toNanos());
    } finally {
      looking.unlock();
    }
  }

  /** When the store is away, one call finds out for all that wait. */
  private Snapshot refreshed() {
    looking.lock();
    try {
      if (!isFresh(last)) {
        refresh();
      }
      return last;
    } finally {
      looking.unlock();
    }
  }

  private Snapshot look() {
    long now = System.nanoTime();
    return store.read(
        handle -> {
          // In this order: the pauses may then be newer than the revision, and never older.
          long revision = Tx.revision(handle);
          return new Snapshot(Pauses.list(handle), revision, now);
        });
  }

  private static boolean isFresh(Snapshot snapshot) {
    return System.nanoTime() - snapshot.read() < TRUSTED.toNanos();
  }
}
