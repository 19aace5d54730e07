package dev.countersign.notifiers;

import dev.countersign.approvals.Change;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What a courier has not looked at: the ids of some requests, or that it has to look at all. It
 * never blocks who puts something in, and never loses anything.
 */
final class Inbox {

  /** Ids that are kept; more of them, and a look at all costs less. */
  static final int MOST = 1_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition filled = lock.newCondition();
  private Set<String> ids = new LinkedHashSet<>();
  private boolean all;

  /**
   * What was in it.
   *
   * @param all everything may be different, whatever the ids say
   */
  record News(Set<String> ids, boolean all) {}

  void put(Change change) {
    switch (change.kind()) {
      case ASKED, VOTED, APPROVED, DENIED, EXPIRED -> put(change.subject());
      case PAUSED, MISSED -> putAll();
      case REVOKED, RESUMED -> {}
    }
  }

  private void put(String id) {
    lock.lock();
    try {
      ids.add(id);
      all |= ids.size() > MOST;
      if (all) {
        ids.clear();
      }
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Everything may be different. */
  void putAll() {
    lock.lock();
    try {
      all = true;
      filled.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Empties it; waits for at most so long for there to be something. */
  News take(Duration atMost) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = atMost.toNanos();
      while (ids.isEmpty() && !all && left > 0) {
        left = filled.awaitNanos(left);
      }
      News news = new News(ids, all);
      ids = new LinkedHashSet<>();
      all = false;
      return news;
    } finally {
      lock.unlock();
    }
  }
}
