package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.catalog.Catalog;
import dev.countersign.catalog.Description;
import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Verdict;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the packs promise, held against every operation that the catalog knows. */
class PackPromisesTest {

  private static final Catalog CATALOG = Catalog.bundled();

  private static final List<Description> OPERATIONS =
      CATALOG.services().stream().flatMap(id -> CATALOG.describe(id).stream()).toList();

  /** IAM actions whose answers are secrets, {@code *} for the end of a name or any service. */
  private static final List<String> SECRET_READS =
      List.of(
          "secretsmanager:GetSecretValue",
          "secretsmanager:BatchGetSecretValue",
          "kms:Decrypt",
          "ssm:GetParameter*",
          "lambda:GetFunction*",
          "ec2:GetPasswordData",
          "*:GetAuthorizationToken",
          "sts:GetSessionToken",
          "sts:GetFederationToken",
          "cognito-identity:Get*");

  private enum Outcome {
    ALLOW,
    APPROVE,
    DENY
  }

  @Test
  void readOnlyAllowsReadsAndNothingElse() {
    RuleSet pack = pack("read-only");
    List<String> wrong = new ArrayList<>();
    for (Description operation : OPERATIONS) {
      boolean read = isRead(operation) && !operation.runsCode() && !isSecret(operation);
      if ((decide(pack, operation, "prod") == Outcome.ALLOW) != read) {
        wrong.add(name(operation));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void developerAsksForProductionAndStopsItsSecrets() {
    RuleSet pack = pack("developer");
    List<String> wrong = new ArrayList<>();
    for (Description operation : OPERATIONS) {
      Outcome prod =
          operation.returnsCredentials()
              ? Outcome.DENY
              : isRead(operation) && !operation.runsCode() ? Outcome.ALLOW : Outcome.APPROVE;
      Outcome staging =
          operation.returnsCredentials() || operation.access() == Access.PERMISSIONS
              ? Outcome.APPROVE
              : Outcome.ALLOW;
      if (decide(pack, operation, "prod") != prod
          || (!passesARole(operation) && decide(pack, operation, "staging") != staging)) {
        wrong.add(name(operation));
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void denyEscalationStopsEveryChangeOfPermissions() {
    RuleSet pack = beforeAllowing("deny-escalation");
    assertThat(
            OPERATIONS.stream()
                .filter(o -> o.access() == Access.PERMISSIONS || passesARole(o))
                .filter(o -> decide(pack, o, "staging") != Outcome.DENY)
                .map(PackPromisesTest::name))
        .isEmpty();
  }

  /** A pack that stops reads is one that nobody keeps. */
  @Test
  void denyEscalationLeavesReadsAlone() {
    RuleSet pack = beforeAllowing("deny-escalation");
    assertThat(
            OPERATIONS.stream()
                .filter(PackPromisesTest::isRead)
                .filter(o -> !o.returnsCredentials())
                .filter(o -> decide(pack, o, "staging") == Outcome.DENY)
                .map(PackPromisesTest::name))
        .isEmpty();
  }

  @Test
  void theTable() {
    Map<String, RuleSet> packs = new LinkedHashMap<>();
    packs.put("read-only", pack("read-only"));
    packs.put("developer, prod", pack("developer"));
    packs.put("developer, staging", pack("developer"));
    packs.put("deny-escalation", beforeAllowing("deny-escalation"));
    System.out.printf("%n%-20s %8s %8s %8s%n", "pack", "allow", "approve", "deny");
    packs.forEach(
        (title, pack) -> {
          Map<Outcome, Integer> counts = new EnumMap<>(Outcome.class);
          for (Description operation : OPERATIONS) {
            counts.merge(
                decide(pack, operation, title.endsWith("staging") ? "staging" : "prod"),
                1,
                Integer::sum);
          }
          System.out.printf(
              "%-20s %8d %8d %8d%n",
              title,
              counts.getOrDefault(Outcome.ALLOW, 0),
              counts.getOrDefault(Outcome.APPROVE, 0),
              counts.getOrDefault(Outcome.DENY, 0));
          assertThat(counts).as(title).containsKey(Outcome.ALLOW);
        });
  }

  private static boolean isRead(Description operation) {
    return operation.access() == Access.LIST || operation.access() == Access.READ;
  }

  private static boolean isSecret(Description operation) {
    return operation.returnsCredentials()
        || operation.iamActions().stream()
            .anyMatch(action -> SECRET_READS.stream().anyMatch(p -> fits(action, p)));
  }

  private static boolean fits(String action, String pattern) {
    int star = pattern.indexOf('*');
    return star < 0
        ? action.equals(pattern)
        : action.startsWith(pattern.substring(0, star))
            && action.endsWith(pattern.substring(star + 1));
  }

  private static boolean passesARole(Description operation) {
    return operation.iamActions().contains("iam:PassRole");
  }

  private static String name(Description operation) {
    return operation.service() + "." + operation.action() + " " + operation.access();
  }

  private static RuleSet pack(String name) {
    return RuleSet.compile(RuleFiles.load(List.of("pack:" + name)));
  }

  /** A pack of denials, before a rule that allows all that they leave. */
  static RuleSet beforeAllowing(String name) {
    RuleSource rest = new RuleSource("rest.yaml", "rules: [{name: the rest, allow: true}]");
    return RuleSet.compile(List.of(RuleFiles.load(List.of("pack:" + name)).getFirst(), rest));
  }

  private static Outcome decide(RuleSet rules, Description operation, String account) {
    return switch (rules
        .decide(call(operation, account, Map.of(), List.of()), Calls.CLAUDE, Calls.NOON, 0)
        .verdict()) {
      case Verdict.Allow allow -> Outcome.ALLOW;
      case Verdict.Approve approve -> Outcome.APPROVE;
      case Verdict.Deny deny -> Outcome.DENY;
    };
  }

  /**
   * What the catalog knows of an operation, as a call with these parameters.
   *
   * @param more IAM actions that the parameters add
   */
  static AwsCall call(
      Description operation, String account, Map<String, Object> params, List<String> more) {
    return new AwsCall(
        operation.signingName(),
        operation.api(),
        operation.action(),
        true,
        new Account("111111111111", account),
        "eu-west-1",
        "aws",
        "",
        List.of(),
        false,
        operation.method(),
        "/",
        "example.eu-west-1.amazonaws.com",
        Auth.SIGV4,
        Stream.concat(operation.iamActions().stream(), more.stream()).toList(),
        operation.access(),
        operation.returnsCredentials(),
        operation.runsCode(),
        params,
        false,
        ErrorFormat.JSON,
        Set.of());
  }
}
