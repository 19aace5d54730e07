package dev.countersign.model;

import java.time.Duration;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Set;

/**
 * How wide a standing permission may be that an approver gives beyond the one request: what a
 * rule's {@code grant} says. A person may always give less.
 *
 * @param atMost how long it may last; zero where there may be none
 * @param calls how many calls it may cover; empty for any number
 * @param scope what calls other than the very same must have in common with the one that was asked
 *     for; empty where only the same request may be repeated
 */
public record GrantTerms(Duration atMost, OptionalInt calls, Set<Scope> scope) {

  /** What a standing permission is bound to, beside the agent, the account and the rule. */
  public enum Scope {
    /** The same operation, or several that are named. */
    ACTION,
    /** Resources that are named; never without {@link #ACTION}. */
    RESOURCE
  }

  /** The longest that a permission may stand. */
  public static final Duration LONGEST = Duration.ofDays(7);

  /** The most calls that a permission may count. */
  public static final int MOST_CALLS = 1_000_000;

  /** Nothing but the one request. */
  public static final GrantTerms ONCE =
      new GrantTerms(Duration.ZERO, OptionalInt.empty(), Set.of());

  public GrantTerms {
    scope = Set.copyOf(scope);
    if (atMost.isNegative() || atMost.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("grant: " + atMost + " (expected: 0 to " + LONGEST + ")");
    }
    if (calls.isPresent() && (calls.getAsInt() < 1 || calls.getAsInt() > MOST_CALLS)) {
      throw new IllegalArgumentException(
          "calls: " + calls.getAsInt() + " (expected: 1 to " + MOST_CALLS + ")");
    }
    if (scope.contains(Scope.RESOURCE) && !scope.contains(Scope.ACTION)) {
      throw new IllegalArgumentException("a scope of resources names the action, too");
    }
    if (atMost.isZero() && (calls.isPresent() || !scope.isEmpty())) {
      throw new IllegalArgumentException("a permission that does not stand has no bounds");
    }
  }

  /** For people: what may be granted beyond the one request; empty where nothing may. */
  public String describe() {
    if (atMost.isZero()) {
      return "";
    }
    String what =
        scope.isEmpty()
            ? "the same request"
            : scope.contains(Scope.RESOURCE) ? "the action on named resources" : "the action";
    String most = calls.isPresent() ? ", at most " + calls.getAsInt() + " calls" : "";
    return what + " for " + atMost.toString().substring(2).toLowerCase(Locale.ROOT) + most;
  }
}
