package dev.countersign.bench;

import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Decision;
import dev.countersign.model.ErrorFormat;
import dev.countersign.rules.RuleSet;
import dev.countersign.rules.RuleSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One verdict over a DynamoDB write that every rule but the last leaves alone: the longest way
 * through the set. A fifth of the rules name neither service nor action, as general denials do.
 *
 * <p>Sampled and not averaged, so that the median tells of the program even where a neighbour takes
 * the processor away now and then.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
@SuppressWarnings("NullAway.Init") // JMH calls the method that sets the fields
public class DecideBenchmark {

  private static final List<String> SERVICES =
      List.of("s3", "ec2", "iam", "sqs", "sns", "kms", "lambda", "rds", "ecs", "dynamodb");

  private static final AwsCall CALL =
      new AwsCall(
          "dynamodb",
          "DynamoDB",
          "PutItem",
          true,
          new Account("222222222222", "staging"),
          "eu-west-1",
          "aws",
          "arn:aws:dynamodb:eu-west-1:222222222222:table/orders",
          List.of("arn:aws:dynamodb:eu-west-1:222222222222:table/orders"),
          false,
          "POST",
          "/",
          "dynamodb.eu-west-1.amazonaws.com",
          Auth.SIGV4,
          List.of("dynamodb:PutItem"),
          Access.WRITE,
          false,
          false,
          Map.of("TableName", "orders", "Item", Map.of("id", Map.of("S", "1"))),
          false,
          ErrorFormat.JSON,
          Set.of());

  private static final Agent AGENT = new Agent("claude", "127.0.0.1", true);
  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");

  /** How many rules there are. */
  @Param({"50", "200", "800"})
  private int rules;

  private RuleSet set;

  @Setup
  public void compile() {
    StringBuilder text = new StringBuilder("rules:\n");
    for (int i = 0; i < rules - 1; i++) {
      text.append("- name: r").append(i).append("\n  ").append(rule(i)).append('\n');
    }
    text.append("- name: last\n  allow: aws.account_name == 'staging'\n");
    set = RuleSet.compile(List.of(new RuleSource("bench.yaml", text.toString())));
  }

  private static String rule(int i) {
    String service = SERVICES.get(i / 10 % SERVICES.size());
    return switch (i % 10) {
      case 0 -> "deny: aws.foreign_account && aws.resources.exists(r, r.contains(':" + i + ":'))";
      case 1 -> "deny: aws.service == '" + service + "' && has(aws.params.Name)";
      case 2 -> "deny: aws.action in ['Delete" + i + "', 'Remove" + i + "']";
      case 3 -> "approve: aws.service == '" + service + "' && aws.access == 'Permissions'";
      case 4 -> "approve: aws.account_name == 'prod' && aws.access != 'Read'";
      case 5 -> "allow: aws.service == '" + service + "' && aws.access in ['List', 'Read']";
      case 6 ->
          "allow: aws.service == '"
              + service
              + "' && aws.resource.matches('^arn:aws:[a-z]+:::team-"
              + i
              + "(/.*)?$')";
      case 7 -> "deny: aws.action == 'Put" + i + "' && aws.params.Size > 10";
      case 8 -> "allow: aws.action == 'Get" + i + "' && aws.region == 'eu-west-1'";
      default ->
          "allow: aws.service == '" + service + "' && aws.action.startsWith('Copy" + i + "')";
    };
  }

  @Benchmark
  public Decision decide() {
    return set.decide(CALL, AGENT, NOW, 120);
  }
}
