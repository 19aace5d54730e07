package dev.countersign.rules;

import dev.countersign.model.Verdict;
import java.util.Optional;

/**
 * A test that a rule file states: a call, and what the rules are to say to it.
 *
 * @param file as the operator would name it
 * @param line where the test begins, from 1
 * @param expected the verdict
 * @param rule the name of the rule that is to decide, or {@link Verdict#NO_RULE}; empty where any
 *     may
 */
public record RuleTest(
    String name, String file, int line, Sample sample, Effect expected, Optional<String> rule) {

  /** What is wrong with the verdict that {@code rules} gives; empty where the test passes. */
  public Optional<String> failure(RuleSet rules) {
    return failure(
        rules.decide(sample.call(), sample.agent(), sample.time(), sample.size()).verdict());
  }

  Optional<String> failure(Verdict verdict) {
    boolean passes =
        verdict.word().equals(expected.word()) && rule.map(verdict.rule()::equals).orElse(true);
    return passes
        ? Optional.empty()
        : Optional.of(
            "got: "
                + verdict.word()
                + " by \""
                + verdict.rule()
                + "\" (expected: "
                + expected.word()
                + rule.map(by -> " by \"" + by + "\"").orElse("")
                + ")");
  }
}
