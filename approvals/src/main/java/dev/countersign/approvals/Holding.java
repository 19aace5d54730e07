package dev.countersign.approvals;

import dev.countersign.approvals.Waiters.Waiter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The second half of a question: a call that waits for people. Runs in the call's own virtual
 * thread, and looks into the store only when its request changed, or to be on the safe side.
 */
final class Holding {

  /** How soon it is noticed that a client went away, or that a request is out of time. */
  private static final Duration GLANCE = Duration.ofMillis(250);

  /** How soon the store is looked into without news. */
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final Ledger ledger;
  private final Asking asking;
  private final Waiters waiters;

  Holding(Ledger ledger, Asking asking, Waiters waiters) {
    this.ledger = ledger;
    this.asking = asking;
    this.waiters = waiters;
  }

  /**
   * Waits for what people say to the request.
   *
   * @throws dev.countersign.model.Refusal where the call does not go
   * @throws StoreUnavailable where the store does not tell at the end of the hold
   */
  Approval hold(Request request, Question question, BooleanSupplier left) {
    long end = System.nanoTime() + question.group().hold().toNanos();
    try (Waiter waiter = waiters.enter(request.id(), question.invocation())) {
      BooleanSupplier gone = () -> waiter.superseded() || left.getAsBoolean();
      while (true) {
        boolean last = System.nanoTime() >= end || gone.getAsBoolean();
        Optional<Approval> approval = look(request, question, gone, last);
        if (approval.isPresent()) {
          return approval.get();
        }
        if (last) {
          throw Refusals.pending(request.id(), question, request.expires());
        }
        sleep(waiter, gone, request.expires(), end);
      }
    } catch (InterruptedException e) {
      // The node is being stopped; the request stays.
      Thread.currentThread().interrupt();
      throw Refusals.pending(request.id(), question, request.expires());
    }
  }

  /** While there is time, a store that is away may come back. */
  private Optional<Approval> look(
      Request asked, Question question, BooleanSupplier gone, boolean last) {
    try {
      Request request =
          ledger
              .read(handle -> Requests.find(handle, asked.id()))
              .orElseThrow(() -> Refusals.expired(asked.id()));
      return asking.answer(request, question, gone);
    } catch (StoreUnavailable e) {
      if (last) {
        throw e;
      }
      return Optional.empty();
    }
  }

  private void sleep(Waiter waiter, BooleanSupplier gone, Instant expires, long end)
      throws InterruptedException {
    long until = Math.min(end, System.nanoTime() + LOOK.toNanos());
    while (System.nanoTime() < until && !gone.getAsBoolean() && ledger.now().isBefore(expires)) {
      Duration left = Duration.ofNanos(until - System.nanoTime());
      if (waiter.await(Widths.shorter(left, GLANCE))) {
        return;
      }
    }
  }
}
