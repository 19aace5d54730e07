package dev.countersign.approvals;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The calls that this node holds, each in a thread that sleeps until its request changes. */
final class Waiters {

  private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

  private volatile boolean closed;

  /** One held call. */
  final class Waiter implements AutoCloseable {
    private final String request;
    private final Optional<String> invocation;
    private final Semaphore news = new Semaphore(0);
    private volatile boolean superseded;

    private Waiter(String request, Optional<String> invocation) {
      this.request = request;
      this.invocation = invocation;
    }

    /**
     * Whether to wait no longer: the node stops, or the SDK has sent the same call again. It does
     * so after it gave up this one, although its connection may not be known to be closed: what is
     * granted shall not be spent here.
     */
    boolean superseded() {
      return superseded || closed;
    }

    /**
     * @return whether there are news
     */
    boolean await(Duration atMost) throws InterruptedException {
      boolean woken = news.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
      news.drainPermits();
      return woken;
    }

    private void wake() {
      news.release();
    }

    private void supersede(Waiter newer) {
      if (this != newer && request.equals(newer.request) && invocation.equals(newer.invocation)) {
        superseded = true;
        wake();
      }
    }

    @Override
    public void close() {
      waiters.remove(this);
    }
  }

  Waiter enter(String request, Optional<String> invocation) {
    Waiter waiter = new Waiter(request, invocation);
    if (invocation.isPresent()) {
      waiters.forEach(other -> other.supersede(waiter));
    }
    waiters.add(waiter);
    return waiter;
  }

  void wake(String request) {
    waiters.stream().filter(waiter -> waiter.request.equals(request)).forEach(Waiter::wake);
  }

  int size() {
    return waiters.size();
  }

  /** Nobody is held any more, now or later. */
  void release() {
    closed = true;
    wakeAll();
  }

  void wakeAll() {
    waiters.forEach(Waiter::wake);
  }
}
