package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.AwsCall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code expressions.txt}: what an expression comes to for one call that has every field. */
class ExpressionsTest {

  private static final AwsCall CALL =
      Calls.delete(
          Map.of(
              "Bucket",
              "a",
              "Count",
              3L,
              "Ratio",
              0.5,
              "Force",
              true,
              "Tags",
              List.of("x", "y"),
              "Mixed",
              List.of("x", 1L),
              "Nested",
              Map.of("Deep", Map.of("Deeper", List.of(Map.of("Key", "v"))))));

  record Line(String expression, String expected) {}

  static List<Line> lines() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/expressions.txt")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split("\\s+=>\\s+", 2))
        .map(parts -> new Line(parts[0], parts[1]))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("lines")
  void anExpressionComesTo(Line line) {
    assertThat(outcome(line.expression(), 5)).isEqualTo(line.expected());
  }

  @Test
  void everyFieldIsInTheTable() throws IOException {
    List<String> expressions = lines().stream().map(Line::expression).toList();
    for (FacetType<?> facet : FacetType.ALL) {
      for (String field : facet.fieldNames()) {
        assertThat(expressions).anyMatch(text -> text.contains(facet.name() + "." + field));
      }
    }
  }

  @Test
  void anUnknownSizeIsNoSmallSize() {
    assertThat(outcome("request.size < 100", -1)).startsWith("fails");
    assertThat(outcome("has(request.size)", -1)).isEqualTo("false");
    assertThat(outcome("has(request.size)", 0)).isEqualTo("true");
  }

  /** Numbers meet as the mathematics has it, beyond what a double can tell apart. */
  @Test
  void largeNumbersAreNotRounded() {
    AwsCall call = Calls.delete(Map.of("Long", 9007199254740993L, "Double", 9007199254740992.0));
    RuleSet rules = Calls.rules("rules: [{name: n, deny: aws.params.Long == aws.params.Double}]");
    assertThat(rules.explain(call, Calls.CLAUDE, Calls.NOON, 0).rules().getFirst().outcome())
        .isEqualTo(Outcome.Value.FALSE);
  }

  private static String outcome(String expression, long size) {
    String quoted = "'" + expression.replace("'", "''") + "'";
    RuleSet rules =
        Calls.rules(
            "let: {strings: [s3, sqs], number: 3, flag: true, ratio: 0.5}",
            "rules:",
            "  - name: n",
            "    deny: " + quoted);
    Outcome outcome =
        rules.explain(CALL, Calls.CLAUDE, Calls.NOON, size).rules().getFirst().outcome();
    return switch (outcome) {
      case Outcome.Value.TRUE -> "true";
      case Outcome.Value.FALSE -> "false";
      case Outcome.Failed failed -> "fails: " + failed.message();
    };
  }
}
