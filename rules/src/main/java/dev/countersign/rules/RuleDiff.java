package dev.countersign.rules;

import dev.countersign.model.Account;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Verdict;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a set of rules decides otherwise than another, or than was decided once, over recorded calls
 * that are given one after the other. Memory is bounded by the number of groups. Not safe for
 * several threads.
 */
public final class RuleDiff {

  /** How a decision changes. */
  public enum Kind {
    STRICTER,
    LAXER,
    /** The same effect, with other session policies, approvers or grants. */
    OTHERWISE,
    /** Whether it changes hangs on what the record does not tell. */
    UNTOLD
  }

  /**
   * What the calls of a group have in common.
   *
   * @param before what was or would have been decided; several verdicts where that cannot be told
   * @param after what the new rules decide; as for {@code before}
   * @param hangsOn the facts that are not known, by the names that rules have for them
   */
  public record Change(
      Kind kind,
      List<Verdict> before,
      List<Verdict> after,
      Set<Fact> hangsOn,
      String service,
      String action,
      Account account,
      String agent) {

    public Change {
      before = List.copyOf(before);
      after = List.copyOf(after);
      hangsOn = Set.copyOf(hangsOn);
    }
  }

  /**
   * @param example the id of the first of the calls
   */
  public record Group(Change change, long calls, String example) {}

  /** The effect of a verdict and its conditions, whichever rule gives it. */
  private record Terms(String word, Narrowing narrowing, String approvers, GrantTerms grant) {}

  static final int MAX_GROUPS = 10_000;

  private final Optional<RuleSet> before;
  private final RuleSet after;
  private final Map<Change, Group> groups = new HashMap<>();
  private final Map<Kind, Long> totals = new HashMap<>();
  private long calls;
  private long ungrouped;

  private RuleDiff(Optional<RuleSet> before, RuleSet after) {
    this.before = before;
    this.after = after;
  }

  public static RuleDiff between(RuleSet before, RuleSet after) {
    return new RuleDiff(Optional.of(before), after);
  }

  /** Compares with what was decided when the calls were made. */
  public static RuleDiff sinceThen(RuleSet after) {
    return new RuleDiff(Optional.empty(), after);
  }

  /**
   * Takes the next call.
   *
   * @param decided what was decided when it was made, as far as that is on record
   */
  public void add(String id, Sample sample, Optional<Verdict> decided) {
    Optional<Prospect> old =
        before.map(rules -> Prospect.of(rules, sample)).or(() -> decided.map(Prospect::certain));
    if (old.isEmpty()) {
      return;
    }
    calls++;
    Prospect now = Prospect.of(after, sample);
    kind(old.get(), now)
        .map(kind -> change(kind, old.get(), now, sample))
        .ifPresent(change -> count(change, id));
  }

  private void count(Change change, String id) {
    totals.merge(change.kind(), 1L, Long::sum);
    if (groups.containsKey(change) || groups.size() < MAX_GROUPS) {
      groups.merge(
          change,
          new Group(change, 1, id),
          (all, one) -> new Group(change, all.calls() + 1, all.example()));
    } else {
      ungrouped++;
    }
  }

  private Optional<Kind> kind(Prospect old, Prospect now) {
    Set<Terms> then = terms(old);
    Set<Terms> today = terms(now);
    // The same conditions in the same order come to the same, whatever it is.
    if (same(old, now) || (then.size() == 1 && then.equals(today))) {
      return Optional.empty();
    }
    if (then.size() > 1 || today.size() > 1) {
      return Optional.of(Kind.UNTOLD);
    }
    int stricter =
        Integer.compare(
            strictness(now.verdicts().getFirst()), strictness(old.verdicts().getFirst()));
    return Optional.of(stricter > 0 ? Kind.STRICTER : stricter < 0 ? Kind.LAXER : Kind.OTHERWISE);
  }

  private boolean same(Prospect old, Prospect now) {
    if (old.steps().size() != now.steps().size()) {
      return false;
    }
    for (int i = 0; i < old.steps().size(); i++) {
      Prospect.Step then = old.steps().get(i);
      Prospect.Step today = now.steps().get(i);
      if (!then.condition().equals(today.condition())
          || !then.constants().equals(today.constants())
          || !terms(then.verdict()).equals(terms(today.verdict()))) {
        return false;
      }
    }
    return true;
  }

  private Set<Terms> terms(Prospect prospect) {
    Set<Terms> terms = new HashSet<>();
    prospect.verdicts().forEach(verdict -> terms.add(terms(verdict)));
    return terms;
  }

  private Terms terms(Verdict verdict) {
    if (before.isEmpty()) {
      // The record has the verdict, and not what went with it.
      return new Terms(verdict.word(), Narrowing.NONE, "", GrantTerms.ONCE);
    }
    return verdict instanceof Verdict.Approve approve
        ? new Terms(approve.word(), approve.narrowing(), approve.approvers(), approve.grant())
        : new Terms(verdict.word(), verdict.narrowing(), "", GrantTerms.ONCE);
  }

  private static int strictness(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow _ -> 0;
      case Verdict.Approve _ -> 1;
      case Verdict.Deny _ -> 2;
    };
  }

  private static Change change(Kind kind, Prospect old, Prospect now, Sample sample) {
    Set<Fact> hangsOn = new HashSet<>(old.hangsOn());
    hangsOn.addAll(now.hangsOn());
    return new Change(
        kind,
        old.verdicts(),
        now.verdicts(),
        hangsOn,
        sample.call().service(),
        sample.call().action(),
        sample.call().account(),
        sample.agent().name());
  }

  /** What changes: stricter decisions first, then by how many calls they are. */
  public List<Group> groups() {
    return groups.values().stream()
        .sorted(
            Comparator.comparing((Group group) -> group.change().kind())
                .thenComparing(Group::calls, Comparator.reverseOrder())
                .thenComparing(Group::example))
        .toList();
  }

  /** How many calls were compared. */
  public long calls() {
    return calls;
  }

  public long calls(Kind kind) {
    return totals.getOrDefault(kind, 0L);
  }

  /** How many changed calls are in no group, since there are too many groups. */
  public long ungrouped() {
    return ungrouped;
  }
}
