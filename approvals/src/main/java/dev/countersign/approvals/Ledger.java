package dev.countersign.approvals;

import dev.countersign.approvals.Change.Kind;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/**
 * The store as this node uses it: whoever changes something here tells everybody who waits for it,
 * here at once and elsewhere through the database.
 */
final class Ledger {

  private static final Change MISSED = new Change(Kind.MISSED, "");

  private final Store store;
  private final Clock clock;
  private final News news;
  private final Waiters waiters;
  private final Subscribers subscribers;
  private final Brake brake;

  Ledger(Store store, Clock clock, Waiters waiters, Subscribers subscribers, Brake brake) {
    this.store = store;
    this.clock = clock;
    this.news = new News(store);
    this.waiters = waiters;
    this.subscribers = subscribers;
    this.brake = brake;
  }

  /** Cut to what the store keeps, so that what is read is what was written. */
  Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  <T> T read(Function<Handle, T> work) {
    return store.read(work);
  }

  /** A change that nobody has to be told of and that is right whatever others do meanwhile. */
  <T> T update(Function<Handle, T> work) {
    return store.write(work);
  }

  /** Takes a turn at writing; what it changed is told when it is over. */
  <T> T turn(Function<Tx, T> work) {
    record Done<T>(T result, Tx tx) {}
    Done<T> done =
        store.write(
            handle -> {
              Tx tx = Tx.begin(handle, now());
              T result = work.apply(tx);
              news.send(tx);
              return new Done<>(result, tx);
            });
    news.sent(done.tx().revision());
    done.tx().changes().forEach(this::happened);
    return done.result();
  }

  /** Something happened, here or elsewhere. */
  void happened(Change change) {
    switch (change.kind()) {
      case ASKED, VOTED, EXPIRED, REVOKED -> {}
      case APPROVED, DENIED -> waiters.wake(change.subject());
      case PAUSED, RESUMED, MISSED -> {
        refreshQuietly();
        waiters.wakeAll();
      }
    }
    subscribers.tell(change);
  }

  /** The watcher looks again in a second; until then what was known is too old to be trusted. */
  private void refreshQuietly() {
    try {
      brake.refresh();
    } catch (StoreUnavailable e) {
      brake.distrust();
    }
  }

  /** Looks whether anything happened of which no news came. */
  void catchUp() {
    if (news.isNew(brake.refresh())) {
      happened(MISSED);
    }
  }

  News news() {
    return news;
  }
}
