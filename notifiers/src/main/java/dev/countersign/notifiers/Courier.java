package dev.countersign.notifiers;

import dev.countersign.approvals.Change;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.StoreUnavailable;
import dev.countersign.notifiers.Rounds.Job;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people by one medium. Everything runs in one virtual thread of its own, except {@link
 * #changed} and {@link #status}, which never wait.
 *
 * <p>Where a receiver fails, it is left alone for a while that grows, and what it was to get waits;
 * what was decided meanwhile is not told any more. Only a time-out that reached the receiver makes
 * it get a message twice, with the same id.
 */
final class Courier implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

  private final String notifier;
  private final Medium medium;
  private final Requests requests;
  private final Pace pace;
  private final Clock clock;
  private final Rounds rounds;
  private final Inbox inbox = new Inbox();
  private final Thread thread;
  private volatile NotifierStatus status;
  private volatile boolean closed;

  private int failures;
  private Instant rest = Instant.MIN;
  private boolean crowded;

  /** Where requests are looked up; both may throw {@link StoreUnavailable}. */
  record Requests(Supplier<List<Request>> pending, Function<String, Optional<Request>> find) {}

  Courier(String notifier, Medium medium, Requests requests, Pace pace, Clock clock) {
    this.notifier = notifier;
    this.medium = medium;
    this.requests = requests;
    this.pace = pace;
    this.clock = clock;
    this.rounds = new Rounds(notifier, pace);
    this.status = NotifierStatus.fresh(notifier);
    this.thread = Thread.ofVirtual().name("notifier-" + notifier).unstarted(this::run);
  }

  /** Begins with whoever is asked already. */
  void start() {
    inbox.putAll();
    thread.start();
  }

  void changed(Change change) {
    inbox.put(change);
  }

  NotifierStatus status() {
    return status;
  }

  private void run() {
    try {
      while (!closed) {
        look(inbox.take(pace.look()));
        while (!closed && sendNext()) {
          look(inbox.take(Duration.ZERO));
        }
      }
    } catch (InterruptedException _) {
      LOG.debug("notifier {} ends", notifier);
    }
  }

  private void look(Inbox.News news) throws InterruptedException {
    try {
      if (news.all()) {
        lookAtAll();
      } else {
        news.ids().forEach(this::lookAt);
      }
    } catch (RuntimeException e) {
      // The store is away, as a rule; whatever it is, this thread has to go on.
      LOG.warn("notifier {} cannot look at requests", notifier, e);
      inbox.putAll();
      Thread.sleep(pace.firstWait());
    }
    if (crowded && !rounds.isFull()) {
      crowded = false;
      inbox.putAll();
    }
  }

  /** The oldest first, as they would have come one by one. */
  private void lookAtAll() {
    List<Request> pending = requests.pending().get().reversed();
    pending.forEach(this::take);
    List<String> listed = pending.stream().map(Request::id).toList();
    rounds.known().stream().filter(id -> !listed.contains(id)).forEach(this::lookAt);
  }

  private void lookAt(String id) {
    requests.find().apply(id).ifPresentOrElse(this::take, () -> rounds.forget(id));
  }

  private void take(Request request) {
    if (medium.tells(request)) {
      crowded |= !rounds.put(request, clock.instant());
    }
  }

  private boolean sendNext() {
    Instant now = clock.instant();
    Optional<Job> job = now.isBefore(rest) ? Optional.empty() : rounds.next(now);
    job.ifPresent(this::send);
    status = status.waiting(rounds.waiting());
    return job.isPresent();
  }

  private void send(Job job) {
    Outcome outcome = attempt(job);
    Instant now = clock.instant();
    switch (outcome) {
      case Outcome.Delivered(String handle) -> {
        failures = 0;
        rounds.done(job, handle, now);
        status = status.delivered(now);
      }
      case Outcome.Unneeded() -> rounds.done(job, "", now);
      case Outcome.Refused(String why) -> lose(job, why, now);
      case Outcome.Again(String why, Optional<Duration> after) -> {
        failures++;
        rest = now.plus(pace.wait(failures, after));
        status = status.troubled(why);
        if (failures == 1) {
          LOG.warn("notifier {} fails, and is tried again: {}", notifier, why);
        }
        if (!rounds.again(job, now)) {
          lose(job, why, now);
        }
      }
    }
  }

  private Outcome attempt(Job job) {
    try {
      return switch (job) {
        case Job.Tell tell -> medium.tell(tell.letter());
        case Job.Update(Rounds.Told told) ->
            medium.update(told.sent(), told.requests(), clock.instant());
      };
    } catch (RuntimeException e) {
      LOG.error("notifier {} cannot make a message", notifier, e);
      return new Outcome.Refused("a message could not be made");
    }
  }

  private void lose(Job job, String why, Instant now) {
    LOG.warn("notifier {} did not deliver a message: {}", notifier, why);
    rounds.drop(job, now);
    status = status.lost(why);
  }

  /** Asks the thread to end. */
  void stop() {
    closed = true;
    thread.interrupt();
  }

  /** Ends the thread, and whatever it sends. */
  @Override
  public void close() {
    stop();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
