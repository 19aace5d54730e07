package dev.countersign.approvals;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Asks people. Safe for any number of threads. */
public final class Approvals implements AutoCloseable {

  private Approvals() {}

  public static Approvals open(Store store, int pendingLimit, Clock clock) {
    throw new UnsupportedOperationException();
  }

  public Approval obtain(Question question, BooleanSupplier left) {
    throw new UnsupportedOperationException();
  }

  public void requireRunning(String agent, String account) {
    throw new UnsupportedOperationException();
  }

  public List<Request> list(RequestFilter filter) {
    throw new UnsupportedOperationException();
  }

  public Optional<Request> find(String id) {
    throw new UnsupportedOperationException();
  }

  public Request decide(String id, Person by, Decision decision) {
    throw new UnsupportedOperationException();
  }

  public List<Grant> grants(boolean alsoEnded) {
    throw new UnsupportedOperationException();
  }

  public Grant revoke(String id, Person by) {
    throw new UnsupportedOperationException();
  }

  public List<Pause> pauses() {
    throw new UnsupportedOperationException();
  }

  public Pause pause(PauseTarget target, Person by, String comment) {
    throw new UnsupportedOperationException();
  }

  public void resume(PauseTarget target, Person by) {
    throw new UnsupportedOperationException();
  }

  public Subscription subscribe(Consumer<Change> listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
