package dev.countersign.console;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Change;
import dev.countersign.approvals.Change.Kind;
import dev.countersign.approvals.Subscription;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Changes as server-sent events, to each listener in the virtual thread of its request. Whoever
 * comes, or comes back, is told first that everything may be different: so no event has to be kept
 * for anybody.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">the format</a>
 */
final class EventFeed implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(EventFeed.class);

  /** Listeners at once, of all people and of one. */
  static final int MOST = 64;

  static final int PER_PERSON = 16;

  private static final int QUEUED = 256;
  private static final long HEARTBEAT_SECONDS = 10;
  private static final Change EVERYTHING = new Change(Kind.MISSED, "");

  private final Approvals approvals;
  private final Set<Listener> listeners = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  EventFeed(Approvals approvals) {
    this.approvals = approvals;
  }

  /** One who listens. */
  private static final class Listener {
    private final String person;
    private final BlockingQueue<Change> queue = new ArrayBlockingQueue<>(QUEUED);
    private final AtomicBoolean missed = new AtomicBoolean();

    Listener(String person) {
      this.person = person;
    }

    void take(Change change) {
      if (!queue.offer(change)) {
        missed.set(true);
      }
    }
  }

  /**
   * Writes until the listener goes away.
   *
   * @param admitted asked now and then: whether the person is still let in
   */
  void serve(Context ctx, String person, BooleanSupplier admitted) throws IOException {
    Listener listener = admit(person);
    try (Subscription _ = approvals.subscribe(listener::take)) {
      ctx.contentType("text/event-stream; charset=utf-8");
      ctx.res().setBufferSize(1024);
      write(ctx, listener, admitted);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("a listener went away", e);
    } finally {
      listeners.remove(listener);
    }
  }

  private synchronized Listener admit(String person) {
    long own = listeners.stream().filter(it -> it.person.equals(person)).count();
    if (closed || listeners.size() >= MOST || own >= PER_PERSON) {
      throw Problem.of(Problem.Kind.TOO_MANY, "too many follow the events already");
    }
    Listener listener = new Listener(person);
    listeners.add(listener);
    return listener;
  }

  private void write(Context ctx, Listener listener, BooleanSupplier admitted)
      throws IOException, InterruptedException {
    OutputStream out = ctx.res().getOutputStream();
    long id = 1;
    send(out, "retry: 2000\n" + event(id, EVERYTHING));
    while (!closed && admitted.getAsBoolean()) {
      Change change = listener.queue.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
      if (closed) {
        return;
      }
      send(out, change == null ? ": still here\n\n" : event(++id, change));
      if (listener.queue.isEmpty() && listener.missed.compareAndSet(true, false)) {
        send(out, event(++id, EVERYTHING));
      }
    }
  }

  private static String event(long id, Change change) {
    return "id: " + id + "\nevent: change\ndata: " + ApiJson.write(ApiJson.of(change)) + "\n\n";
  }

  private static void send(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Lets everybody go. */
  @Override
  public synchronized void close() {
    closed = true;
    listeners.forEach(listener -> listener.take(EVERYTHING));
  }
}
