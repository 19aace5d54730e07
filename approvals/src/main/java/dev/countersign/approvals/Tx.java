package dev.countersign.approvals;

import dev.countersign.approvals.Change.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;

/**
 * One turn at writing: while it lasts, nobody else asks, decides, revokes or pauses, on any node.
 *
 * @param now the same for all that is written in it
 * @param revision the number of this turn
 */
record Tx(Handle handle, Instant now, long revision, List<Change> changes) {

  static Tx begin(Handle handle, Instant now) {
    // First of all: the row's lock is what makes turns, and SQLite cannot write later what it has
    // begun by reading.
    handle.execute("UPDATE approval_gate SET revision = revision + 1 WHERE id = 1");
    return new Tx(handle, now, revision(handle), new ArrayList<>());
  }

  static long revision(Handle handle) {
    return handle
        .createQuery("SELECT revision FROM approval_gate WHERE id = 1")
        .mapTo(Long.class)
        .one();
  }

  /** Says what others are to be told once the turn is over. */
  void changed(Kind kind, String subject) {
    changes.add(new Change(kind, subject));
  }
}
