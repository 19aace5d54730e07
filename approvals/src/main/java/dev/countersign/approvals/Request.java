package dev.countersign.approvals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A call that waits, or waited, for people.
 *
 * @param id {@code ap-...}
 * @param batch {@code ba-...}: the same for all that one agent asks for in one account under one
 *     rule, so that they can be shown, and decided, together
 * @param expires until when it can be decided or, once decided, used
 * @param decided when it came to what it is; empty while it is pending
 * @param votes in their order
 * @param width what was permitted; empty where it was not approved
 * @param grant the standing permission that was given; empty where there is none
 */
public record Request(
    String id,
    String batch,
    Fingerprint fingerprint,
    Card card,
    Group group,
    String rulesVersion,
    boolean repeatable,
    State state,
    Instant asked,
    Instant expires,
    Optional<Instant> decided,
    List<Vote> votes,
    Optional<Width> width,
    Optional<String> grant) {

  /** Where a request stands. */
  public enum State {
    /** People are asked. */
    PENDING,
    /** Approved for one call, which has not come yet. */
    APPROVED,
    /** Approved, and the call went. */
    USED,
    /** A standing permission covers it. */
    GRANTED,
    /** A person said no. */
    DENIED,
    /** Not decided in time, or not used in time. */
    EXPIRED,
    /** The agent or the account was stopped. */
    STOPPED
  }

  /**
   * What one person said.
   *
   * @param decision with the width that this person agreed to
   */
  public record Vote(String person, Decision decision, Instant at) {}

  public Request {
    votes = List.copyOf(votes);
  }

  Request with(List<Vote> others) {
    return new Request(
        id,
        batch,
        fingerprint,
        card,
        group,
        rulesVersion,
        repeatable,
        state,
        asked,
        expires,
        decided,
        others,
        width,
        grant);
  }
}
