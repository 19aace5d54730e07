package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.AwsCall;
import dev.countersign.model.Decision;
import dev.countersign.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random rule sets, held against an evaluator that is written straight from the words of the
 * design: an unknown value can only make an outcome stricter.
 */
class StrictnessPropertyTest {

  /** What an expression is known to come to for {@link #CALL}; empty is unknown. */
  private record Known(String text, Optional<Boolean> value) {}

  private record Stated(Effect effect, Known expression, boolean shadow) {}

  private static final List<Effect> EFFECTS = List.of(Effect.values());

  private static final AwsCall CALL = Calls.delete(Map.of("Name", "n", "Count", 1L));

  private static final List<Known> ATOMS =
      List.of(
          known("true", true),
          known("false", false),
          known("aws.known", true),
          known("aws.service == \"sqs\"", false),
          known("aws.params.Name == \"n\"", true),
          known("has(aws.params.Missing)", false),
          unknown("aws.params.Missing == \"x\""),
          unknown("aws.params.Missing != \"x\""),
          unknown("aws.params.Count == \"1\""),
          unknown("aws.params.Count < \"1\""),
          unknown("aws.params.Name"),
          unknown("\"x\" in aws.params.Missing"));

  private static Known known(String text, boolean value) {
    return new Known(text, Optional.of(value));
  }

  private static Known unknown(String text) {
    return new Known(text, Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void theVerdictIsThatOfTheDesign(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    for (int round = 0; round < 12; round++) {
      List<Stated> stated = new ArrayList<>();
      for (int i = random.nextInt(8); i >= 0; i--) {
        stated.add(
            new Stated(
                EFFECTS.get(random.nextInt(EFFECTS.size())),
                expression(random, 3),
                random.nextInt(6) == 0));
      }
      String text = write(stated);
      RuleSet rules = RuleSet.compile(List.of(new RuleSource("random.yaml", text)));
      Decision decision = rules.decide(CALL, Calls.CLAUDE, Calls.NOON, 0);
      assertThat(decision.verdict().rule()).as(text).isEqualTo(expected(stated));
      assertThat(decision.would().rule()).as(text).isEqualTo(expected(inForce(stated)));
      assertThat(decision.shadow())
          .as(text)
          .extracting(Verdict::rule)
          .containsExactlyInAnyOrderElementsOf(shadowMatches(stated));
      Explanation explanation = rules.explain(CALL, Calls.CLAUDE, Calls.NOON, 0);
      assertThat(explanation.decision()).as(text).isEqualTo(decision);
      assertThat(explanation.rules()).filteredOn(Explanation.Said::decided).hasSizeLessThan(2);
    }
  }

  /** Making one value unknown never turns a refusal into a permission. */
  @Test
  void notKnowingNeverHelpsTheAgent() {
    for (Effect first : EFFECTS) {
      for (Effect second : EFFECTS) {
        Stated unsure = new Stated(first, unknown("aws.params.Missing == 1"), false);
        int worst =
            Math.max(
                strictness(new Stated(first, known("true", true), false), rest(second)),
                strictness(new Stated(first, known("false", false), false), rest(second)));
        assertThat(strictness(unsure, rest(second))).isEqualTo(worst);
      }
    }
  }

  private static Stated rest(Effect effect) {
    return new Stated(effect, known("true", true), false);
  }

  private static int strictness(Stated... stated) {
    RuleSet rules = RuleSet.compile(List.of(new RuleSource("r.yaml", write(List.of(stated)))));
    return switch (rules.decide(CALL, Calls.CLAUDE, Calls.NOON, 0).verdict()) {
      case Verdict.Allow _ -> 0;
      case Verdict.Approve _ -> 1;
      case Verdict.Deny _ -> 2;
    };
  }

  private static Known expression(RandomGenerator random, int depth) {
    if (depth == 0 || random.nextInt(3) == 0) {
      return ATOMS.get(random.nextInt(ATOMS.size()));
    }
    Known left = expression(random, depth - 1);
    Known right = expression(random, depth - 1);
    return switch (random.nextInt(3)) {
      case 0 ->
          new Known(
              "(" + left.text() + ") && (" + right.text() + ")",
              absorbing(left.value(), right.value(), false));
      case 1 ->
          new Known(
              "(" + left.text() + ") || (" + right.text() + ")",
              absorbing(left.value(), right.value(), true));
      default -> new Known("!(" + left.text() + ")", left.value().map(value -> !value));
    };
  }

  /** One operand that settles it makes up for another that is unknown. */
  private static Optional<Boolean> absorbing(
      Optional<Boolean> left, Optional<Boolean> right, boolean settles) {
    if (left.equals(Optional.of(settles)) || right.equals(Optional.of(settles))) {
      return Optional.of(settles);
    }
    return left.isPresent() && right.isPresent() ? Optional.of(!settles) : Optional.empty();
  }

  private static List<Stated> inForce(List<Stated> stated) {
    return stated.stream()
        .map(rule -> new Stated(rule.effect(), rule.expression(), false))
        .toList();
  }

  private static List<String> shadowMatches(List<Stated> stated) {
    return IntStream.range(0, stated.size())
        .filter(i -> stated.get(i).shadow())
        .filter(
            i -> stated.get(i).expression().value().orElse(stated.get(i).effect() != Effect.ALLOW))
        .mapToObj(i -> "rule " + i)
        .toList();
  }

  private static String expected(List<Stated> stated) {
    for (int i = 0; i < stated.size(); i++) {
      Stated rule = stated.get(i);
      if (!rule.shadow()
          && rule.effect() == Effect.DENY
          && rule.expression().value().orElse(true)) {
        return "rule " + i;
      }
    }
    for (int i = 0; i < stated.size(); i++) {
      Stated rule = stated.get(i);
      boolean matches = rule.expression().value().orElse(rule.effect() == Effect.APPROVE);
      if (!rule.shadow() && rule.effect() != Effect.DENY && matches) {
        return "rule " + i;
      }
    }
    return Verdict.NO_RULE;
  }

  private static String write(List<Stated> stated) {
    StringBuilder text = new StringBuilder("rules:\n");
    for (int i = 0; i < stated.size(); i++) {
      Stated rule = stated.get(i);
      text.append("  - name: rule ").append(i).append('\n');
      text.append("    ").append(rule.effect().word()).append(": |-\n");
      text.append("      ").append(rule.expression().text()).append('\n');
      text.append(rule.shadow() ? "    mode: shadow\n" : "");
    }
    return text.toString();
  }
}
