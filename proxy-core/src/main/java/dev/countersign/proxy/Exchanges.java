package dev.countersign.proxy;

import dev.countersign.config.GatewayConfig;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Starts exchanges, each on a virtual thread of its own, and bounds how many are in progress at
 * once.
 */
final class Exchanges {

  private final Collaborators collaborators;
  private final Upstreams upstreams;
  private final Meters meters;
  private final Clock clock;
  private final IncomingBody.Bounds bodies;
  private final Semaphore places;
  private final Object monitor = new Object();
  private int running;

  Exchanges(
      GatewayConfig config,
      Collaborators collaborators,
      Upstreams upstreams,
      Meters meters,
      Clock clock) {
    this.collaborators = collaborators;
    this.upstreams = upstreams;
    this.meters = meters;
    this.clock = clock;
    this.bodies =
        new IncomingBody.Bounds(
            config.limits().bodyInMemory(),
            config.limits().bodySpool(),
            config.stateDirectory().resolve("spool"));
    this.places = new Semaphore(config.limits().exchanges());
  }

  IncomingBody.Bounds bodies() {
    return bodies;
  }

  /** Begins the exchange of a request that the guards let through; on the event loop. */
  void start(ClientStream client, ClientConnection connection) {
    if (connection.refusal().isPresent()) {
      refuse(client, connection, connection.refusal().get());
    } else if (places.tryAcquire()) {
      Exchange exchange = exchange(client, connection);
      launch(exchange::run, places::release);
    } else {
      refuse(
          client,
          connection,
          new Refusal(Failure.OVER_LIMIT, "too many calls are in progress; try again in a moment"));
    }
  }

  /** Answers and records a request that goes no further; on the event loop. */
  void refuse(ClientStream client, ClientConnection connection, Refusal refusal) {
    Exchange exchange = exchange(client, connection);
    launch(() -> exchange.refuse(refusal), () -> {});
  }

  private Exchange exchange(ClientStream client, ClientConnection connection) {
    Journal journal =
        new Journal(collaborators, clock, client.id(), connection.address(), connection.host());
    return new Exchange(client, connection, collaborators, upstreams, journal, meters, clock);
  }

  /** Runs something that may block, and counts it as running until its end. */
  void launch(Runnable task, Runnable afterwards) {
    count(1);
    Thread.ofVirtual()
        .name("exchange")
        .start(
            () -> {
              try (Meters.Active _ = meters.active()) {
                task.run();
              } finally {
                afterwards.run();
                count(-1);
              }
            });
  }

  /** Waits until nothing is in progress, or until {@code limit} is over. */
  void awaitEnd(Duration limit) {
    long end = System.nanoTime() + limit.toNanos();
    synchronized (monitor) {
      try {
        for (long rest = limit.toNanos(); running > 0 && rest > 0; rest = end - System.nanoTime()) {
          TimeUnit.NANOSECONDS.timedWait(monitor, rest);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void count(int change) {
    synchronized (monitor) {
      running += change;
      monitor.notifyAll();
    }
  }
}
