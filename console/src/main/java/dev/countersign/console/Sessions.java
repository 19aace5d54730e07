package dev.countersign.console;

import dev.countersign.approvals.Person;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Who is logged in. Held in memory only: after a restart, people log in again. */
final class Sessions {

  static final Duration IDLE = Duration.ofMinutes(30);
  static final Duration LONGEST = Duration.ofHours(12);

  /** Of one person; the one that was idle longest ends for the next. */
  static final int PER_PERSON = 10;

  private record Open(Session session, Instant used) {}

  private final Clock clock;

  /**
   * By the hash of the cookie, so that no look-up compares with the cookie itself; idlest first.
   */
  private final Map<String, Open> open = new LinkedHashMap<>();

  Sessions(Clock clock) {
    this.clock = clock;
  }

  /** Opens one and gives what the cookie is to hold. */
  synchronized String open(Person person) {
    String cookie = Hashes.random();
    Instant now = clock.instant();
    open.values().removeIf(it -> isOver(it, now));
    while (count(person) >= PER_PERSON) {
      open.remove(idlest(person));
    }
    open.put(key(cookie), new Open(new Session(key(cookie), person, Hashes.random(), now), now));
    return cookie;
  }

  /** The session of a cookie, which is thereby used. */
  synchronized Optional<Session> use(String cookie) {
    Optional<Session> session = find(key(cookie));
    session.ifPresent(
        it -> {
          open.remove(it.key());
          open.put(it.key(), new Open(it, clock.instant()));
        });
    return session;
  }

  /** The session of a cookie, for what the page does by itself: nobody has done anything. */
  Optional<Session> peek(String cookie) {
    return find(key(cookie));
  }

  boolean isOpen(Session session) {
    return find(session.key()).isPresent();
  }

  synchronized void end(Session session) {
    open.remove(session.key());
  }

  private synchronized Optional<Session> find(String key) {
    Open found = open.get(key);
    if (found == null || isOver(found, clock.instant())) {
      open.remove(key);
      return Optional.empty();
    }
    return Optional.of(found.session());
  }

  private long count(Person person) {
    return open.values().stream().filter(it -> isOf(it, person)).count();
  }

  private String idlest(Person person) {
    return open.values().stream()
        .filter(it -> isOf(it, person))
        .findFirst()
        .orElseThrow()
        .session()
        .key();
  }

  private static boolean isOf(Open it, Person person) {
    return it.session().person().name().equals(person.name());
  }

  private static boolean isOver(Open it, Instant now) {
    return !now.isBefore(it.used().plus(IDLE)) || !now.isBefore(it.session().began().plus(LONGEST));
  }

  private static String key(String cookie) {
    return HexFormat.of().formatHex(Hashes.sha256(cookie));
  }
}
