package dev.countersign.approvals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks into the store every second, in a thread of its own: for what others did of which no news
 * came, for what is out of time, and for history that is old.
 */
final class Watcher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Watcher.class);

  private static final Duration INTERVAL = Duration.ofSeconds(1);

  /** A clean-up every so many looks. */
  private static final int CLEAN_EVERY = 30;

  /** How many may expire with one look, so that a crowd of them does not keep others waiting. */
  private static final int MOST_EXPIRED = 500;

  static final Duration KEPT = Duration.ofDays(30);

  static final int MOST_KEPT = 20_000;

  private final Ledger ledger;
  private final Waiters waiters;
  private final Thread thread;
  private boolean reachable = true;

  private Watcher(Ledger ledger, Waiters waiters) {
    this.ledger = ledger;
    this.waiters = waiters;
    this.thread = Thread.ofVirtual().name("approvals-watcher").unstarted(this::run);
  }

  static Watcher start(Ledger ledger, Waiters waiters) {
    Watcher watcher = new Watcher(ledger, waiters);
    watcher.thread.start();
    return watcher;
  }

  private void run() {
    try {
      for (int look = 0; ; look++) {
        look(look % CLEAN_EVERY == 0);
        Thread.sleep(INTERVAL);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look(boolean clean) {
    try {
      ledger.catchUp();
      if (!reachable) {
        reachable = true;
        LOG.info("the approvals' store can be used again");
        waiters.wakeAll();
      }
      expire(ledger);
      if (clean) {
        Instant now = ledger.now();
        ledger.update(handle -> clean(handle, now));
      }
    } catch (RuntimeException e) {
      if (reachable) {
        LOG.warn("the approvals' store cannot be used; calls that need it are refused", e);
      }
      reachable = false;
    }
  }

  /** Ends what is out of time; nobody can decide or use it any more in any case. */
  static void expire(Ledger ledger) {
    Instant now = ledger.now();
    List<String> due = ledger.read(handle -> Requests.due(handle, now, MOST_EXPIRED));
    if (!due.isEmpty()) {
      ledger.turn(tx -> Requests.expire(tx, due));
    }
  }

  /**
   * Frees what denials kept until they were out of time, and drops what was over long ago or is
   * more than can be kept.
   */
  static boolean clean(Handle handle, Instant now) {
    handle.execute(
        "UPDATE approval_request SET live = NULL WHERE state = 'DENIED' AND live IS NOT NULL AND expires <= ?",
        now.toEpochMilli());
    long oldest = now.minus(KEPT).toEpochMilli();
    handle.execute(
        "DELETE FROM approval_request WHERE live IS NULL AND state <> 'PENDING' AND created < ?",
        oldest);
    handle.execute(
        """
        DELETE FROM approval_request WHERE live IS NULL AND state <> 'PENDING' AND id IN (
          SELECT id FROM approval_request ORDER BY created DESC, id LIMIT 1000000000 OFFSET ?)
        """,
        MOST_KEPT);
    handle.execute(
        "DELETE FROM approval_grant WHERE expires < ? AND given < ?", now.toEpochMilli(), oldest);
    return true;
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
