package dev.countersign.rules;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What came of the tests that rule files state.
 *
 * @param results in the order of the tests
 * @param unreached the rules that decided none of the tests' calls and, in the shadow, matched none
 */
public record RuleTestRun(List<Result> results, List<Unreached> unreached) {

  /**
   * @param failure what is wrong; empty where the test passes
   */
  public record Result(RuleTest test, Optional<String> failure) {}

  /**
   * A rule that no test reaches.
   *
   * @param file as the operator would name it
   * @param line where the rule begins, from 1
   */
  public record Unreached(String rule, String file, int line) {}

  public RuleTestRun {
    results = List.copyOf(results);
    unreached = List.copyOf(unreached);
  }

  /** Runs every test that the set's files state. */
  public static RuleTestRun of(RuleSet rules) {
    List<Result> results = new ArrayList<>();
    Set<String> reached = new HashSet<>();
    for (RuleTest test : rules.tests()) {
      Explanation explanation = rules.explain(test.sample());
      results.add(new Result(test, test.failure(explanation.verdict())));
      explanation.rules().stream()
          .filter(said -> said.decided() || (said.shadow() && said.matches()))
          .forEach(said -> reached.add(said.rule()));
    }
    return new RuleTestRun(
        results,
        rules.rules().stream()
            .filter(rule -> !reached.contains(rule.name()))
            .map(rule -> new Unreached(rule.name(), rule.file(), rule.line()))
            .toList());
  }

  public boolean passes() {
    return results.stream().allMatch(result -> result.failure().isEmpty());
  }
}
