package dev.countersign.notifiers;

import java.time.Instant;
import java.util.Optional;

/**
 * How one notifier does, for the operator to see.
 *
 * @param name as in the configuration
 * @param sent messages that went, since the start
 * @param failed messages that were given up or refused
 * @param waiting requests that people are still to be told of
 * @param lastSent when the last one went
 * @param trouble why the last attempt failed; empty where it did not
 */
public record NotifierStatus(
    String name,
    long sent,
    long failed,
    int waiting,
    Optional<Instant> lastSent,
    Optional<String> trouble) {

  static NotifierStatus fresh(String name) {
    return new NotifierStatus(name, 0, 0, 0, Optional.empty(), Optional.empty());
  }

  NotifierStatus delivered(Instant now) {
    return new NotifierStatus(name, sent + 1, failed, waiting, Optional.of(now), Optional.empty());
  }

  NotifierStatus troubled(String why) {
    return new NotifierStatus(name, sent, failed, waiting, lastSent, Optional.of(why));
  }

  NotifierStatus lost(String why) {
    return new NotifierStatus(name, sent, failed + 1, waiting, lastSent, Optional.of(why));
  }

  NotifierStatus waiting(int count) {
    return new NotifierStatus(name, sent, failed, count, lastSent, trouble);
  }

  /** Of the same notifier, whose couriers are several. */
  NotifierStatus and(NotifierStatus other) {
    return new NotifierStatus(
        name,
        sent + other.sent,
        failed + other.failed,
        waiting + other.waiting,
        lastSent.filter(own -> other.lastSent.filter(own::isBefore).isEmpty()).or(other::lastSent),
        trouble.or(other::trouble));
  }
}
