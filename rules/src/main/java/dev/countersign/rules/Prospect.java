package dev.countersign.rules;

import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a set says to a call of which some facts are not known: every verdict that it may come to,
 * in the order in which the rules would give it. Live, the same rules may have known more.
 *
 * @param steps at least one; the last is the verdict if no rule before it matches
 * @param hangsOn the unknown facts that all but the last step ask for
 */
record Prospect(List<Step> steps, Set<Fact> hangsOn) {

  /**
   * @param condition what the verdict hangs on, as the rule file has it; empty for the last step
   * @param constants that the condition may use
   * @param verdict without its reason, which says nothing that the rule does not
   */
  record Step(String condition, Map<String, Object> constants, Verdict verdict) {}

  Prospect {
    steps = List.copyOf(steps);
    hangsOn = Set.copyOf(hangsOn);
  }

  /** What is known for certain, from elsewhere. */
  static Prospect certain(Verdict verdict) {
    return new Prospect(List.of(last(verdict)), Set.of());
  }

  static Prospect of(RuleSet rules, Sample sample) {
    AwsCall call = sample.call();
    Facet facet = new Facet(call, sample.agent(), sample.time(), sample.size());
    List<Step> steps = new ArrayList<>();
    Set<Fact> hangsOn = EnumSet.noneOf(Fact.class);
    for (Rule rule : rules.precedence()) {
      if (rule.shadow() || !rule.isFor(call)) {
        continue;
      }
      Outcome outcome = rule.condition().evaluate(facet);
      Set<Fact> open = open(call, rule, outcome);
      if (!open.isEmpty()) {
        hangsOn.addAll(open);
        steps.add(
            new Step(rule.condition().text(), rule.condition().constants(), bare(rule.matched())));
      } else if (rule.effect().matches(outcome)) {
        steps.add(last(rule.matched()));
        return new Prospect(steps, hangsOn);
      }
    }
    steps.add(last(RuleSet.noRule(call)));
    return new Prospect(steps, hangsOn);
  }

  /** The unknown facts that may be why a rule could not be evaluated. */
  private static Set<Fact> open(AwsCall call, Rule rule, Outcome outcome) {
    Set<Fact> open = EnumSet.noneOf(Fact.class);
    if (outcome instanceof Outcome.Failed) {
      open.addAll(call.unknown());
      open.retainAll(rule.condition().facts());
    }
    return open;
  }

  /** Every verdict that is possible, the same one once. */
  List<Verdict> verdicts() {
    return steps.stream().map(Step::verdict).distinct().toList();
  }

  private static Step last(Verdict verdict) {
    return new Step("", Map.of(), bare(verdict));
  }

  private static Verdict bare(Verdict verdict) {
    return switch (verdict) {
      case Verdict.Allow(var rule, _, var narrowing) -> new Verdict.Allow(rule, "", narrowing);
      case Verdict.Approve(var rule, _, var approvers, var grant, var narrowing) ->
          new Verdict.Approve(rule, "", approvers, grant, narrowing);
      case Verdict.Deny(var rule, _) -> new Verdict.Deny(rule, "");
    };
  }
}
