package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.AwsCall;
import dev.countersign.model.LongText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

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

  /** What the body would have said cannot be asked for, not even by asking whether it is there. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "has(aws.params.ACL)",
        "aws.params.ACL == \"x\"",
        "\"ACL\" in aws.params",
        "aws.params.exists(name, name == \"Bucket\")",
        "aws.params.size() == 0",
        "aws.params == {}",
        "has(aws.params)  && aws.params[\"ACL\"] == 1",
        "has(aws.resources) && aws.resources.size() > 2",
        "aws.resources.exists(r, r == \"arn:aws:s3:::a\")",
        "has(aws.foreign_account) && aws.foreign_account",
        "has(aws.iam_actions)",
        "\"s3:DeleteBucket\" in aws.iam_actions",
        "has(aws.dry_run)",
        "aws.region == \"us-east-1\"",
        "!(aws.region in [\"us-east-1\"])",
        "aws.resource == \"arn:aws:s3:::a\""
      })
  void whatWasNotReadCannotBeAskedFor(String expression) {
    AwsCall call = Calls.unknown(CALL, EnumSet.allOf(AwsCall.Fact.class));
    assertThat(outcome(call, expression, 5)).startsWith("fails");
  }

  @Test
  void whatTheHeadSaysIsKnownAllTheSame() {
    AwsCall call = Calls.unknown(CALL, EnumSet.complementOf(EnumSet.of(AwsCall.Fact.REGION)));
    assertThat(outcome(call, "has(aws.params.Bucket) && aws.params.Bucket == \"a\"", 5))
        .isEqualTo("true");
    assertThat(outcome(call, "aws.resource == \"arn:aws:s3:::a\"", 5)).isEqualTo("true");
  }

  /** It is there, and that is all: no comparison with it is false. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "aws.params.Code.ZipFile == \"x\"",
        "aws.params.Code.ZipFile != \"x\"",
        "aws.params.Code.ZipFile.startsWith(\"x\")",
        "aws.params.Code.ZipFile in [\"x\"]",
        "aws.params.Code.ZipFile.size() > 3",
        "aws.params.Records.exists(r, r == \"x\")",
        "aws.params.Code == {\"ZipFile\": \"x\", \"Bucket\": \"b\"}",
        "aws.params.Code.ZipFile == aws.params.Records[0]"
      })
  void aTextThatWasLeftOutIsEqualToNothing(String expression) {
    assertThat(outcome(withLongText(), expression, 5)).startsWith("fails");
  }

  @Test
  void whatStandsBesideALongTextIsKnown() {
    assertThat(
            outcome(
                withLongText(),
                "has(aws.params.Code.ZipFile) && aws.params.Code.Bucket == \"b\""
                    + " && aws.params.Name == \"n\" && aws.params.exists(p, p == \"Code\")",
                5))
        .isEqualTo("true");
  }

  private static AwsCall withLongText() {
    return Calls.delete(
        Map.of(
            "Name", "n",
            "Records", List.of(LongText.LEFT_OUT),
            "Code", Map.of("ZipFile", LongText.LEFT_OUT, "Bucket", "b")));
  }

  private static String outcome(String expression, long size) {
    return outcome(CALL, expression, size);
  }

  private static String outcome(AwsCall call, String expression, long size) {
    String quoted = "'" + expression.replace("'", "''") + "'";
    RuleSet rules =
        Calls.rules(
            "let: {strings: [s3, sqs], number: 3, flag: true, ratio: 0.5}",
            "rules:",
            "  - name: n",
            "    deny: " + quoted);
    Outcome outcome =
        rules.explain(call, Calls.CLAUDE, Calls.NOON, size).rules().getFirst().outcome();
    return switch (outcome) {
      case Outcome.Value.TRUE -> "true";
      case Outcome.Value.FALSE -> "false";
      case Outcome.Failed failed -> "fails: " + failed.message();
    };
  }
}
