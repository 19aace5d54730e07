package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.countersign.model.InvalidFileException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleTestRunTest {

  private static final RuleSource RULES =
      new RuleSource(
          "rules.yaml",
          """
          rules:
            - {name: no deletions, deny: aws.action.startsWith('Delete')}
            - {name: trial, deny: aws.service == 'sqs', mode: shadow}
            - {name: never tried, deny: aws.service == 'iam', mode: shadow}
            - {name: all, allow: true}
            - {name: too late, allow: true}
          """);

  private static final RuleSource TESTS =
      new RuleSource(
          "tests.yaml",
          """
          tests:
            - name: queues can be read
              call: {service: sqs, action: ReceiveMessage}
              expect: {verdict: allow}
            - name: mistaken
              call: {service: s3, action: DeleteBucket}
              expect: {verdict: allow, rule: all}
          """);

  @Test
  void testsMayStandInAFileOfTheirOwn() {
    RuleTestRun run = RuleTestRun.of(RuleSet.compile(List.of(RULES, TESTS)));
    assertThat(run.passes()).isFalse();
    assertThat(run.results())
        .extracting(result -> result.test().name(), RuleTestRun.Result::failure)
        .containsExactly(
            tuple("queues can be read", Optional.empty()),
            tuple(
                "mistaken",
                Optional.of("got: deny by \"no deletions\" (expected: allow by \"all\")")));
  }

  @Test
  void whatNoTestReachesIsSaid() {
    RuleTestRun run = RuleTestRun.of(RuleSet.compile(List.of(RULES, TESTS)));
    assertThat(run.unreached())
        .containsExactly(
            new RuleTestRun.Unreached("never tried", "rules.yaml", 4),
            new RuleTestRun.Unreached("too late", "rules.yaml", 6));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "aws.service == 's3' && aws.action == 'Get'             ; aws.action == \"Get\"",
        "aws.service == 'sqs' || aws.known                      ; aws.known",
        "aws.known && aws.service == 's3'                       ; aws.known && aws.service == \"s3\"",
        "aws.params.X == 'x' && aws.known                       ; aws.params.X == \"x\"",
        "aws.params.X == 'x' && aws.service == 'sqs'            ; aws.service == \"sqs\"",
        "!(aws.service == 'sqs' || aws.access in ['Write'])     ; aws.access in [\"Write\"]",
        "aws.resources.exists(r, r == 'x') && aws.known         ; aws.resources.exists(r, r == \"x\")",
        "aws.known && has(aws.params.X)                         ; has(aws.params.X)",
      })
  void anExplanationShowsWhatDecided(String expression, String because) {
    RuleSet rules = Calls.rules("rules: [{name: n, deny: \"" + expression + "\"}]");
    Explanation explanation = rules.explain(Calls.DELETE, Calls.CLAUDE, Calls.NOON, 0);
    assertThat(explanation.rules().getFirst().because()).isEqualTo(because);
  }

  @Test
  void aCallCanBeSpeltOut() {
    Sample sample =
        Sample.read(
            "{\"service\": \"s3\", \"action\": \"PutObject\", \"params\": {\"Size\": 3}}",
            Optional.of("{name: claude, verified: true}"),
            Optional.of("size: 7"),
            Vocabulary.NONE);
    assertThat(sample.call().params()).isEqualTo(Map.of("Size", 3L));
    assertThat(sample.agent().name()).isEqualTo("claude");
    assertThat(sample.size()).isEqualTo(7);
    assertThatThrownBy(
            () -> Sample.read("{servce: s3}", Optional.empty(), Optional.empty(), Vocabulary.NONE))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("servce")
        .hasMessageContaining("service");
  }
}
