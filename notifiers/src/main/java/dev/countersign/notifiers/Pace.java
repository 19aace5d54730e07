package dev.countersign.notifiers;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How soon, how often and for how long.
 *
 * @param between two messages of one batch
 * @param firstWait after a failure; doubled after each further one, less a random part
 * @param longestWait the most that this becomes
 * @param giveUp how long one message is tried
 * @param look how often a courier looks at the clock while nothing changes
 */
record Pace(
    Duration between, Duration firstWait, Duration longestWait, Duration giveUp, Duration look) {

  /**
   * A minute lets a person read; 30 seconds is soon after a receiver is up again; after 10 minutes
   * most requests have expired.
   */
  static final Pace USUAL =
      new Pace(
          Duration.ofMinutes(1),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          Duration.ofMinutes(10),
          Duration.ofMillis(500));

  /**
   * How long to leave a receiver alone.
   *
   * @param failures so many in a row, at least 1
   * @param asked what the receiver itself wants; at most {@link #giveUp} counts
   */
  Duration wait(int failures, Optional<Duration> asked) {
    long whole =
        Math.min(longestWait.toMillis(), firstWait.toMillis() << Math.min(failures - 1, 16));
    Duration own =
        Duration.ofMillis(whole / 2 + ThreadLocalRandom.current().nextLong(whole / 2 + 1));
    Duration theirs = asked.orElse(Duration.ZERO);
    Duration bounded = theirs.compareTo(giveUp) > 0 ? giveUp : theirs;
    return own.compareTo(bounded) > 0 ? own : bounded;
  }
}
