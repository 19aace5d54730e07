package dev.countersign.approvals;

import dev.countersign.approvals.Change.Kind;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Those who want to be told of changes. Each has a thread and a queue of its own: one that is slow
 * misses changes, is told so, and keeps nobody waiting.
 */
final class Subscribers implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Subscribers.class);

  static final int QUEUED = 1_024;

  private static final Change MISSED = new Change(Kind.MISSED, "");

  private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();

  Subscription add(Consumer<Change> listener) {
    Subscriber subscriber = new Subscriber(listener);
    subscribers.add(subscriber);
    return subscriber;
  }

  void tell(Change change) {
    subscribers.forEach(subscriber -> subscriber.offer(change));
  }

  @Override
  public void close() {
    subscribers.forEach(Subscriber::close);
  }

  private final class Subscriber implements Subscription {
    private final BlockingQueue<Change> queue = new ArrayBlockingQueue<>(QUEUED);
    private final Consumer<Change> listener;
    private final Thread thread;
    private volatile boolean missed;

    Subscriber(Consumer<Change> listener) {
      this.listener = listener;
      this.thread = Thread.ofVirtual().name("approvals-subscriber").start(this::run);
    }

    void offer(Change change) {
      if (!queue.offer(change)) {
        missed = true;
      }
    }

    private void run() {
      try {
        while (!Thread.currentThread().isInterrupted()) {
          tell(queue.take());
          if (missed && queue.isEmpty()) {
            missed = false;
            tell(MISSED);
          }
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void tell(Change change) {
      try {
        listener.accept(change);
      } catch (RuntimeException e) {
        LOG.warn("a listener to changes of approvals failed", e);
      }
    }

    @Override
    public void close() {
      subscribers.remove(this);
      thread.interrupt();
    }
  }
}
