package dev.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.approvals.DecisionRefused.Reason;
import dev.countersign.approvals.Samples.Ask;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** A gateway's approvals on a real database, with a clock that tests move. */
final class Desk implements AutoCloseable {

  static final int LIMIT = 100;

  /** How long anything may take that is expected to happen. */
  private static final long PATIENCE = 15;

  final MovedClock clock = new MovedClock();
  final Backend.Place place;
  private final int limit;
  Store store;
  Approvals approvals;

  Desk(Backend backend, Path directory) {
    this(backend, directory, LIMIT);
  }

  Desk(Backend backend, Path directory, int limit) {
    this.place = backend.place(directory);
    this.limit = limit;
    this.store = place.open();
    this.approvals = Approvals.open(store, limit, clock);
  }

  /** Another gateway on the same database. */
  Approvals other(Store theirs) {
    return Approvals.open(theirs, limit, clock);
  }

  void restart() {
    close();
    store = place.open();
    approvals = Approvals.open(store, limit, clock);
  }

  CompletableFuture<Approval> held(Ask ask) {
    return held(approvals, ask.question(), () -> false);
  }

  static CompletableFuture<Approval> held(
      Approvals gateway, Question question, BooleanSupplier left) {
    return async(() -> gateway.obtain(question, left));
  }

  static <T> CompletableFuture<T> async(Callable<T> work) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                result.complete(work.call());
              } catch (Exception e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  /** A call that is not held, and what comes of it. */
  Approval now(Ask ask) {
    return approvals.obtain(ask.brief().question(), () -> false);
  }

  Refusal refusal(Ask ask) {
    return refusal(ask.brief().question());
  }

  Refusal refusal(Question question) {
    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> approvals.obtain(question, () -> false));
    assertThat(refusal).as("the call went").isNotNull();
    return refusal;
  }

  void refused(Ask ask, Failure why) {
    assertThat(refusal(ask).failure()).isEqualTo(why);
  }

  /** The only request that waits. */
  Request pending() {
    return pending(1).getFirst();
  }

  /** What waits, once it is so many. */
  List<Request> pending(int count) {
    await(() -> approvals.list(RequestFilter.pending()).size() >= count);
    List<Request> pending = approvals.list(RequestFilter.pending());
    assertThat(pending).hasSize(count);
    return pending;
  }

  /** Asks, and has it pending. */
  Request asked(Ask ask) {
    refused(ask, Failure.APPROVAL_PENDING);
    return approvals.list(RequestFilter.all()).stream()
        .filter(it -> it.fingerprint().equals(ask.question().fingerprint()))
        .filter(it -> it.state() == Request.State.PENDING)
        .findFirst()
        .orElseThrow();
  }

  /** A decision that is not taken, and why. */
  void not(Reason why, Request request, Person by, Decision decision) {
    DecisionRefused refused =
        catchThrowableOfType(
            DecisionRefused.class, () -> approvals.decide(request.id(), by, decision));
    assertThat(refused).as("the decision was taken").isNotNull();
    assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(why);
  }

  static Approval soon(CompletableFuture<Approval> held) {
    try {
      return held.get(PATIENCE, TimeUnit.SECONDS);
    } catch (ExecutionException | InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static Refusal soonRefused(CompletableFuture<?> held) {
    try {
      throw new AssertionError("the call went: " + held.get(PATIENCE, TimeUnit.SECONDS));
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        return refusal;
      }
      throw new AssertionError(e);
    } catch (InterruptedException | TimeoutException e) {
      throw new AssertionError(e);
    }
  }

  static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("it did not happen").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    approvals.close();
    store.close();
  }

  /** Moves when it is told to. */
  static final class MovedClock extends Clock {
    private volatile Instant now = Instant.parse("2026-03-01T08:00:00Z");

    void move(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
