package dev.countersign.rules;

import dev.countersign.model.AwsCall;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Verdict;

/**
 * One rule, compiled.
 *
 * @param shadow it never decides; explanations show what it would have said
 * @param file as the operator would name it
 * @param line where the rule begins, from 1
 * @param matched what a call gets for which the condition is true
 * @param failed what a call gets for which the condition cannot be evaluated
 */
record Rule(
    String name,
    Effect effect,
    Condition condition,
    boolean shadow,
    String file,
    int line,
    Verdict matched,
    Verdict failed) {

  /** Tells the agent apart from the rule's own reason, and quotes nothing of what it sent. */
  private static final String COULD_NOT =
      "The rule could not be evaluated for this call, and so it applies.";

  static Rule of(
      String name,
      Effect effect,
      Condition condition,
      Terms terms,
      boolean shadow,
      String file,
      int line) {
    String more = terms.reason().isEmpty() ? COULD_NOT : terms.reason() + " " + COULD_NOT;
    return new Rule(
        name,
        effect,
        condition,
        shadow,
        file,
        line,
        terms.verdict(name, effect, terms.reason()),
        terms.verdict(name, effect, more));
  }

  /**
   * Whether the rule may match a call at all. An allow is for calls that the gateway signs and
   * makes itself; whoever wants to permit others by it has to say so.
   */
  boolean isFor(AwsCall call) {
    boolean meant = effect != Effect.ALLOW || call.auth().isOrdinary() || condition.aboutAuth();
    return meant && condition.guard().permits(call);
  }

  /** What a matching call gets. */
  Verdict verdict(Outcome outcome) {
    return outcome instanceof Outcome.Failed ? failed : matched;
  }

  /**
   * What a rule says beyond its condition.
   *
   * @param reason for the agent; empty where the rule gives none
   * @param approvers the group that is asked; empty where the rule names none
   * @param grant how wide a permission the group may give
   */
  record Terms(String reason, Narrowing narrowing, String approvers, GrantTerms grant) {
    private Verdict verdict(String rule, Effect effect, String why) {
      return switch (effect) {
        case ALLOW -> new Verdict.Allow(rule, why, narrowing);
        case APPROVE -> new Verdict.Approve(rule, why, approvers, grant, narrowing);
        case DENY -> new Verdict.Deny(rule, why);
      };
    }
  }
}
