package dev.countersign.rules;

import dev.countersign.model.Decision;
import dev.countersign.model.Verdict;
import java.util.List;

/**
 * Why a call gets its verdict: what every rule came to, and which of them decided.
 *
 * @param rulesVersion of the set that was asked
 * @param rules in the order of files and lines
 */
public record Explanation(Decision decision, String rulesVersion, List<Said> rules) {

  public Explanation {
    rules = List.copyOf(rules);
  }

  /**
   * What one rule said.
   *
   * @param file as the operator would name it
   * @param line where the rule begins, from 1
   * @param shadow the rule is on trial and never decides
   * @param because the part of the expression that settled its value, as CEL; the whole where all
   *     of it did
   * @param matches whether the rule matches; where its expression failed, this depends on the
   *     effect
   * @param decided whether the verdict is this rule's; true for one rule at the most
   */
  public record Said(
      String rule,
      Effect effect,
      String file,
      int line,
      boolean shadow,
      Outcome outcome,
      String because,
      boolean matches,
      boolean decided) {}

  /** What holds. */
  public Verdict verdict() {
    return decision.verdict();
  }
}
