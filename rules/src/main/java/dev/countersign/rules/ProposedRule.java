package dev.countersign.rules;

import dev.countersign.model.Account;
import dev.countersign.rules.Seen.Review;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;

/**
 * A rule that is proposed. It permits the product of its parts, and every part of the product was
 * seen, but for what the breadth adds to the resources.
 *
 * @param review why it only approves; empty where it allows
 * @param examples some of what it was learnt from
 */
record ProposedRule(
    String service,
    SortedSet<String> actions,
    SortedSet<String> regions,
    List<Account> accounts,
    boolean foreign,
    Scope scope,
    Set<Review> review,
    SortedSet<String> iamActions,
    List<Seen> examples) {

  /**
   * The resources that a call may name.
   *
   * @param any all of them; then the others mean nothing
   * @param primary the first one
   * @param all the first one and every other
   * @param none the call may name none
   */
  record Scope(boolean any, Named primary, Named all, boolean none) {}

  /** What needs a look is for a person to allow, each time. */
  Effect effect() {
    return review.isEmpty() ? Effect.ALLOW : Effect.APPROVE;
  }
}
