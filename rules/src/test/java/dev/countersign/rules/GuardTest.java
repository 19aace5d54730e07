package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Access;
import dev.countersign.model.AwsCall;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A set that skips what cannot match decides as one that evaluates every rule. */
class GuardTest {

  /** Comparisons that a guard can be read off, others, and some that fail for some or all calls. */
  private static final List<String> ATOMS =
      List.of(
          "aws.service == 's3'",
          "'sqs' == aws.service",
          "aws.service == service",
          "aws.service in services",
          "aws.service in []",
          "aws.service != 's3'",
          "aws.action == 'DeleteBucket'",
          "aws.action in ['DeleteBucket', 'SendMessage', action]",
          "aws.action == aws.service",
          "aws.action.startsWith('Delete')",
          "aws.account_name == 'prod'",
          "aws.account_name in ['staging', 'dev']",
          "aws.account == '111111111111'",
          "aws.account == '222222222222'",
          "aws.access in ['List', 'Read']",
          "aws.access == 'Write'",
          "has(aws.service)",
          "has(aws.params.Missing)",
          "aws.params.Name == 'n'",
          "aws.params.Missing == 's3'",
          "aws.params.Count == 's3'",
          "aws.params.Name",
          "aws.resource.matches(aws.service + '(')",
          "[1, 2].exists(x, aws.service == 's3')",
          "aws.params.Many.exists(x, aws.params.Many.exists(y, x + y == 3))",
          "true",
          "false");

  private static final List<String> SERVICES = List.of("s3", "sqs", "ec2");
  private static final List<String> ACTIONS = List.of("DeleteBucket", "SendMessage", "GetObject");
  private static final List<String> ACCOUNTS = List.of("prod", "staging", "other");
  private static final Map<String, Object> PARAMS =
      Map.of("Name", "n", "Count", 1L, "Many", Collections.nCopies(101, 1L));

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void skippingChangesNothing(long seed) {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    List<String> expressions = IntStream.range(0, 40).mapToObj(_ -> expression(random, 4)).toList();
    StringBuilder text = new StringBuilder();
    text.append("let: {service: ec2, action: GetObject, services: [s3, ec2]}\nrules:\n");
    for (int i = 0; i < expressions.size(); i++) {
      String effect = pick(random, List.of(Effect.values())).word();
      text.append("- {name: r%d, %s: \"%s\"}\n".formatted(i, effect, expressions.get(i)));
    }
    RuleReader reader = new RuleReader(Vocabulary.NONE, Optional.empty());
    reader.read(new RuleSource("random.yaml", text.toString()));
    reader.finish();
    for (int i = 0; i < 12; i++) {
      int from = random.nextInt(expressions.size());
      List<Rule> rules = reader.rules().subList(from, expressions.size());
      check(rules, call(random));
    }
  }

  private static void check(List<Rule> rules, AwsCall call) {
    Facet facet = new Facet(call, Calls.CLAUDE, Calls.NOON, 0);
    String first = "none";
    for (Rule rule : rules) {
      Outcome outcome = rule.condition().evaluate(facet);
      if (!rule.condition().guard().permits(call)) {
        assertThat(outcome).as(rule.name()).isEqualTo(Outcome.Value.FALSE);
      }
      if (first.equals("none") && rule.effect().matches(outcome)) {
        first = rule.verdict(outcome).toString();
      }
    }
    Optional<RuleIndex.Match> match = new RuleIndex(rules, _ -> true).firstMatch(facet);
    assertThat(match.map(found -> found.verdict().toString()).orElse("none")).isEqualTo(first);
  }

  private static AwsCall call(RandomGenerator random) {
    return Calls.call(
        pick(random, SERVICES),
        pick(random, ACTIONS),
        pick(random, ACCOUNTS),
        pick(random, List.of(Access.values())),
        PARAMS);
  }

  private static String expression(RandomGenerator random, int depth) {
    if (depth == 0 || random.nextInt(4) == 0) {
      return pick(random, ATOMS);
    }
    String left = expression(random, depth - 1);
    String right = expression(random, depth - 1);
    return switch (random.nextInt(6)) {
      case 0, 1, 2 -> "(" + left + ") && (" + right + ")";
      case 3, 4 -> "(" + left + ") || (" + right + ")";
      default -> "!(" + left + ")";
    };
  }

  private static <T> T pick(RandomGenerator random, List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "aws.service == 's3' ; {SERVICE=[s3]}",
        "aws.params.X == 'x' && 's3' == aws.service ; {SERVICE=[s3]}",
        "aws.action in ['B'] && aws.access == 'Read' ; {ACTION=[B], ACCESS=[Read]}",
        "aws.action == 'A' && aws.action == 'B' ; {ACTION=[]}",
        "aws.action == 'A' || aws.action == 'A' ; {ACTION=[A]}",
        "aws.action == 'A' || aws.service == 's3' ; {}",
        "!(aws.action == 'A') ; {}",
        "aws.action != 'A' ; {}",
        "aws.account_name == name && aws.account == '1' ; {ACCOUNT=[1], ACCOUNT_NAME=[prod]}",
        "[1].exists(name, aws.account_name == string(name)) ; {}",
        "aws.known ? aws.action == 'A' : false ; {}",
        "aws.service == agent.name && aws.api == 'S3' ; {}",
      })
  void whatIsReadOffAnExpression(String expression, String guard) {
    RuleReader reader = new RuleReader(Vocabulary.NONE, Optional.empty());
    reader.read(
        new RuleSource(
            "a.yaml", "let: {name: prod}\nrules: [{name: n, deny: \"" + expression + "\"}]"));
    reader.finish();
    assertThat(reader.rules().getFirst().condition().guard().permitted()).hasToString(guard);
  }

  @Test
  void aPatternIsBoundedWhereverItComesFrom() {
    RuleSet rules =
        Calls.rules(
            "let: {broken: '(', large: '((a{1,99}){1,9}){1,9}'}",
            "rules:",
            "  - {name: broken, deny: 'aws.path.matches(broken)', mode: shadow}",
            "  - {name: large, deny: 'aws.path.matches(large)', mode: shadow}",
            "  - {name: sent, deny: 'aws.path.matches(aws.params.P)', mode: shadow}",
            "  - {name: plain, deny: 'matches(aws.path, \"^/a$\")', mode: shadow}");
    AwsCall call = Calls.delete(Map.of("P", "((a{1,99}){1,9}){1,9}"));
    assertThat(rules.explain(call, Calls.CLAUDE, Calls.NOON, 0).rules())
        .extracting(said -> said.outcome() instanceof Outcome.Failed)
        .containsExactly(true, true, true, false);
  }
}
