package dev.countersign.approvals;

import java.time.Duration;
import java.util.Set;

/**
 * Who is asked, and how.
 *
 * @param people names; at least {@code quorum} of them
 * @param quorum how many different people have to approve, from 1
 * @param hold how long a call waits for the decision before its agent is told to come again
 * @param timeout how long a request stays open; how long after a decision a call may still use it,
 *     and a denial stands
 * @param notOwn nobody approves what one's own agent asks for
 * @param commentRequired a decision needs a comment
 */
public record Group(
    String name,
    Set<String> people,
    int quorum,
    Duration hold,
    Duration timeout,
    boolean notOwn,
    boolean commentRequired) {

  /** The longest that a request may stay open. */
  public static final Duration LONGEST_TIMEOUT = Duration.ofDays(7);

  public Group {
    people = Set.copyOf(people);
    Text.requireName("group", name);
    people.forEach(person -> Text.requireName("person", person));
    if (quorum < 1 || quorum > people.size()) {
      throw new IllegalArgumentException(
          "quorum: " + quorum + " (expected: 1 to the number of people, " + people.size() + ")");
    }
    if (hold.isNegative()
        || timeout.compareTo(hold) < 0
        || timeout.compareTo(LONGEST_TIMEOUT) > 0) {
      throw new IllegalArgumentException(
          "timeout: "
              + timeout
              + " (expected: from the hold, "
              + hold
              + ", to "
              + LONGEST_TIMEOUT
              + ")");
    }
  }
}
