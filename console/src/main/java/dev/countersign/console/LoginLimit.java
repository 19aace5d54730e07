package dev.countersign.console;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Counts failed logins: after some of them for a person, or from an address, no password is looked
 * at for a while, not even the right one.
 */
final class LoginLimit {

  /** Failures that a person's name may have within {@link #WINDOW}. */
  static final int PER_PERSON = 5;

  /** Failures that may come from an address within {@link #WINDOW}. */
  static final int PER_ADDRESS = 20;

  /** From the first failure on. */
  static final Duration WINDOW = Duration.ofMinutes(5);

  private static final int MOST_KEYS = 10_000;

  private record Failures(int count, Instant since) {}

  private final Clock clock;

  private final Cache<String, Failures> failures =
      Caffeine.newBuilder().maximumSize(MOST_KEYS).build();

  LoginLimit(Clock clock) {
    this.clock = clock;
  }

  /** Whether a password may be looked at. */
  boolean permits(String person, String address) {
    return count("person " + person) < PER_PERSON && count("address " + address) < PER_ADDRESS;
  }

  /** Counted before the password is looked at, so that many at once are no way around. */
  void begin(String person, String address) {
    for (String key : List.of("person " + person, "address " + address)) {
      failures.asMap().merge(key, new Failures(1, clock.instant()), this::add);
    }
  }

  /** It was no failure. */
  void succeeded(String person, String address) {
    failures.invalidate("person " + person);
    failures
        .asMap()
        .computeIfPresent(
            "address " + address, (_, it) -> new Failures(it.count() - 1, it.since()));
  }

  private Failures add(Failures before, Failures one) {
    return isOver(before) ? one : new Failures(before.count() + 1, before.since());
  }

  private int count(String key) {
    Failures known = failures.getIfPresent(key);
    return known == null || isOver(known) ? 0 : known.count();
  }

  private boolean isOver(Failures known) {
    return !clock.instant().isBefore(known.since().plus(WINDOW));
  }
}
