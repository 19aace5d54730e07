package dev.countersign.approvals;

import java.util.Optional;
import java.util.Set;

/**
 * Which requests are listed; the newest first.
 *
 * @param states none for all
 * @param group only those that this group is asked
 * @param agent only this agent's
 * @param account only those for this account
 * @param batch only those of one batch
 * @param limit at most so many, from 1 to {@link #MOST}
 */
public record RequestFilter(
    Set<Request.State> states,
    Optional<String> group,
    Optional<String> agent,
    Optional<String> account,
    Optional<String> batch,
    int limit) {

  public static final int MOST = 1_000;

  public RequestFilter {
    states = Set.copyOf(states);
    if (limit < 1 || limit > MOST) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: 1 to " + MOST + ")");
    }
  }

  /** What people are asked now. */
  public static RequestFilter pending() {
    return of(Set.of(Request.State.PENDING));
  }

  /** Whatever is on record. */
  public static RequestFilter all() {
    return of(Set.of());
  }

  private static RequestFilter of(Set<Request.State> states) {
    return new RequestFilter(
        states, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), MOST);
  }

  /** The same, of one batch only. */
  public RequestFilter ofBatch(String id) {
    return new RequestFilter(states, group, agent, account, Optional.of(id), limit);
  }
}
