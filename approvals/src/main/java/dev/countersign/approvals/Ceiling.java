package dev.countersign.approvals;

import dev.countersign.model.AwsCall.Fact;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Set;

/**
 * What kind of thing a person saw who gave a permission for other calls than the one that was
 * shown. Whatever does more than that, or may do more, is not covered: it is asked for again.
 *
 * @param unverified whether the agent had not proved who it is
 * @param unknown what was not known of the calls; others may leave no more in the dark
 */
record Ceiling(
    boolean unverified,
    boolean foreignAccount,
    boolean returnsCredentials,
    boolean runsCode,
    Set<String> iamActions,
    Set<Fact> unknown) {

  /** What decides how far a call reaches; the others only describe it. */
  private static final Set<Fact> REACH =
      Set.of(Fact.FOREIGN_ACCOUNT, Fact.IAM_ACTIONS, Fact.RETURNS_CREDENTIALS, Fact.RUNS_CODE);

  Ceiling {
    iamActions = Set.copyOf(iamActions);
    unknown = Set.copyOf(unknown);
  }

  static Ceiling of(Card card) {
    Set<Fact> unknown = EnumSet.noneOf(Fact.class);
    unknown.addAll(card.unknown());
    unknown.retainAll(REACH);
    return new Ceiling(
        !card.verified(),
        card.foreignAccount(),
        card.returnsCredentials(),
        card.runsCode(),
        Set.copyOf(card.iamActions()),
        unknown);
  }

  private Ceiling or(Ceiling other) {
    Set<String> actions = new HashSet<>(iamActions);
    actions.addAll(other.iamActions);
    Set<Fact> facts = new HashSet<>(unknown);
    facts.addAll(other.unknown);
    return new Ceiling(
        unverified || other.unverified,
        foreignAccount || other.foreignAccount,
        returnsCredentials || other.returnsCredentials,
        runsCode || other.runsCode,
        actions,
        facts);
  }

  Ceiling withActions(Collection<String> more) {
    return or(new Ceiling(false, false, false, false, Set.copyOf(more), Set.of()));
  }

  boolean covers(Card card) {
    Ceiling needed = of(card);
    return equals(or(needed));
  }
}
