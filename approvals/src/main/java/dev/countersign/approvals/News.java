package dev.countersign.approvals;

import dev.countersign.approvals.Change.Kind;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one node tells the others through PostgreSQL's {@code NOTIFY}, with the transaction that
 * makes it true. It only saves time: whoever hears nothing finds the revision changed.
 */
final class News {

  static final String CHANNEL = "countersign_approvals";

  private final boolean shared;
  private final String node = Ids.next("node");
  private final AtomicLong seen = new AtomicLong();

  News(Store store) {
    this.shared = store.listenUrl().isPresent();
    this.seen.set(store.read(Tx::revision));
  }

  void send(Tx tx) {
    if (!shared) {
      return;
    }
    for (Change change : tx.changes()) {
      tx.handle()
          .createQuery("SELECT pg_notify(:channel, :payload)")
          .bind("channel", CHANNEL)
          .bind("payload", payload(tx.revision(), change))
          .map((_, _) -> true)
          .one();
    }
  }

  private String payload(long revision, Change change) {
    return node + " " + revision + " " + change.kind() + " " + change.subject();
  }

  /** What another node sent; empty where it was this one, or it cannot be understood. */
  Optional<Change> received(String payload) {
    String[] fields = payload.split(" ", 4);
    if (fields.length < 4 || fields[0].equals(node)) {
      return Optional.empty();
    }
    try {
      Change change = new Change(Kind.valueOf(fields[2]), fields[3]);
      sent(Long.parseLong(fields[1]));
      return Optional.of(change);
    } catch (IllegalArgumentException e) {
      // Another version's: the revision shows that there was something.
      return Optional.empty();
    }
  }

  /** The turn with this number is known here. */
  void sent(long revision) {
    seen.compareAndSet(revision - 1, revision);
  }

  /** Whether there were turns, up to this one, that are not known here; they are from now on. */
  boolean isNew(long revision) {
    return seen.getAndAccumulate(revision, Math::max) < revision;
  }
}
