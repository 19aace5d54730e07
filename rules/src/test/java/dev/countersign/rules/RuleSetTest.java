package dev.countersign.rules;

import static dev.countersign.rules.Calls.CLAUDE;
import static dev.countersign.rules.Calls.DELETE;
import static dev.countersign.rules.Calls.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.countersign.model.Decision;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.GrantTerms.Scope;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Verdict;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleSetTest {

  @Test
  void aDenialWinsWhereverItStands() {
    RuleSet rules =
        Calls.rules(
            "rules:",
            "  - {name: all, allow: true}",
            "  - {name: ask, approve: true}",
            "  - {name: no, deny: aws.action.startsWith('Delete'), reason: Never delete.}");
    assertThat(decide(rules)).isEqualTo(new Verdict.Deny("no", "Never delete."));
  }

  @Test
  void otherwiseTheFirstMatchDecides() {
    RuleSet rules =
        RuleSet.compile(
            List.of(
                new RuleSource(
                    "1.yaml",
                    """
                    rules:
                      - {name: other, allow: aws.service == 'sqs'}
                      - {name: other denial, deny: aws.service == 'sqs'}
                      - {name: ask, approve: aws.service == 's3', approvers: oncall, reason: Careful.}
                    """),
                new RuleSource("2.yaml", "rules: [{name: all, allow: true}]")));
    assertThat(decide(rules))
        .isEqualTo(
            new Verdict.Approve("ask", "Careful.", "oncall", GrantTerms.ONCE, Narrowing.NONE));
  }

  @Test
  void withoutAMatchTheCallIsDenied() {
    assertThat(decide(Calls.rules("rules: []"))).isEqualTo(new Verdict.Deny(Verdict.NO_RULE, ""));
    assertThat(decide(Calls.rules("rules: [{name: never, allow: false}]")))
        .isEqualTo(new Verdict.Deny(Verdict.NO_RULE, ""));
  }

  @Test
  void anAllowanceCarriesItsSession() {
    String policy = "arn:aws:iam::aws:policy/ReadOnlyAccess";
    String own = "arn:aws-cn:iam::111111111111:policy/team/agents";
    RuleSet rules =
        Calls.rules(
            "rules:",
            "  - name: reads",
            "    allow: true",
            "    session: [" + policy + ", " + own + "]");
    assertThat(decide(rules))
        .isEqualTo(new Verdict.Allow("reads", "", new Narrowing(List.of(policy, own), false)));
  }

  @Test
  void anApprovalCarriesWhatMayBeGranted() {
    RuleSet rules =
        Calls.rules(
            "rules:",
            "  - name: ask",
            "    approve: true",
            "    grant: {for: 1h30m, calls: 20, scope: [action, resource]}");
    GrantTerms grant =
        new GrantTerms(
            Duration.ofMinutes(90), OptionalInt.of(20), Set.of(Scope.ACTION, Scope.RESOURCE));
    assertThat(decide(rules)).isEqualTo(new Verdict.Approve("ask", "", "", grant, Narrowing.NONE));
    assertThat(grant.describe())
        .isEqualTo("the action on named resources for 1h30m, at most 20 calls");
  }

  @Test
  void anAllowanceCarriesItsConfinement() {
    assertThat(decide(Calls.rules("rules: [{name: all, allow: true, confine: buckets}]")))
        .isEqualTo(new Verdict.Allow("all", "", new Narrowing(List.of(), true)));
  }

  @Test
  void whatCannotBeEvaluatedIsStrict() {
    String why = "The rule could not be evaluated for this call, and so it applies.";
    assertThat(decide(Calls.rules("rules: [{name: n, deny: aws.params.X == 'x', reason: No.}]")))
        .isEqualTo(new Verdict.Deny("n", "No. " + why));
    assertThat(decide(Calls.rules("rules: [{name: n, approve: aws.params.X == 'x'}]")))
        .isEqualTo(new Verdict.Approve("n", why, "", GrantTerms.ONCE, Narrowing.NONE));
    assertThat(decide(Calls.rules("rules: [{name: n, allow: aws.params.X == 'x'}]")))
        .isEqualTo(new Verdict.Deny(Verdict.NO_RULE, ""));
  }

  /** The agent's own text must not come back out of an audit record or an error. */
  @Test
  void aFailureDoesNotQuoteParameters() {
    RuleSet rules =
        Calls.rules("rules: [{name: n, deny: timestamp(aws.params.At) > request.time}]");
    Verdict verdict =
        rules.decide(Calls.delete(Map.of("At", "hunter2")), CLAUDE, NOON, 0).verdict();
    assertThat(verdict).isInstanceOf(Verdict.Deny.class);
    assertThat(verdict.toString()).doesNotContain("hunter2");
  }

  @Test
  void aRuleInTheShadowNeverDecides() {
    RuleSet rules =
        Calls.rules(
            "rules:",
            "  - {name: trial, deny: true, mode: shadow}",
            "  - {name: quiet trial, deny: aws.service == 'sqs', mode: shadow}",
            "  - {name: all, allow: true}");
    assertThat(decide(rules)).isEqualTo(new Verdict.Allow("all", "", Narrowing.NONE));
    Verdict trial = new Verdict.Deny("trial", "");
    Decision decision = new Decision(decide(rules), List.of(trial), trial);
    assertThat(rules.decide(DELETE, CLAUDE, NOON, 0)).isEqualTo(decision);
    assertThat(rules.explain(DELETE, CLAUDE, NOON, 0).decision()).isEqualTo(decision);
  }

  @Test
  void aRuleInTheShadowWouldDecideOnlyFromItsPlace() {
    RuleSet rules =
        Calls.rules(
            "rules:",
            "  - {name: all, allow: true}",
            "  - {name: too late, approve: true, mode: shadow}",
            "  - {name: cannot tell, allow: aws.params.X == 'x', mode: shadow}");
    Verdict all = new Verdict.Allow("all", "", Narrowing.NONE);
    assertThat(rules.decide(DELETE, CLAUDE, NOON, 0))
        .isEqualTo(
            new Decision(
                all,
                List.of(new Verdict.Approve("too late", "", "", GrantTerms.ONCE, Narrowing.NONE)),
                all));
  }

  @Test
  void anExplanationShowsEveryRule() {
    RuleSet rules =
        Calls.rules(
            "rules:",
            "  - {name: no, allow: aws.service == 'sqs'}",
            "  - {name: broken, allow: aws.params.X == 'x'}",
            "  - {name: first, allow: aws.known}",
            "  - {name: second, approve: true}");
    Explanation explanation = rules.explain(DELETE, CLAUDE, NOON, 0);
    assertThat(explanation.verdict()).isEqualTo(decide(rules));
    assertThat(explanation.rulesVersion()).isEqualTo(rules.version());
    assertThat(explanation.rules())
        .extracting(
            Explanation.Said::rule,
            Explanation.Said::line,
            Explanation.Said::matches,
            Explanation.Said::decided)
        .containsExactly(
            tuple("no", 2, false, false),
            tuple("broken", 3, false, false),
            tuple("first", 4, true, true),
            tuple("second", 5, true, false));
    assertThat(explanation.rules().get(1).outcome()).isInstanceOf(Outcome.Failed.class);
  }

  @Test
  void aSetSaysWhatItHolds() {
    assertThat(Calls.rules("rules: []").describe())
        .startsWith("no rules, so every call is denied; version ");
    RuleSet rules =
        Calls.rules(
            "rules:",
            "  - {name: a, allow: true}",
            "  - {name: b, deny: true}",
            "  - {name: c, deny: true, mode: shadow}");
    assertThat(rules.describe())
        .isEqualTo(
            "3 rules (1 allow, 0 approve, 2 deny, 1 of them in the shadow); version "
                + rules.version());
  }

  @Test
  void constantsBelongToTheirFile() {
    RuleSet rules =
        RuleSet.compile(
            List.of(
                new RuleSource(
                    "1.yaml", "let: {x: sqs}\nrules: [{name: one, allow: aws.service == x}]"),
                new RuleSource(
                    "2.yaml", "let: {x: [s3]}\nrules: [{name: two, allow: aws.service in x}]")));
    assertThat(decide(rules).rule()).isEqualTo("two");
  }

  @Test
  void theVersionGoesByTheTextsAndTheirOrder() {
    RuleSource a = new RuleSource("a.yaml", "rules: [{name: a, allow: true}]\n");
    RuleSource b = new RuleSource("b.yaml", "rules: [{name: b, deny: true}]\n");
    String version = RuleSet.compile(List.of(a, b)).version();
    assertThat(version).matches("[0-9a-f]{12}");
    assertThat(RuleSet.compile(List.of(new RuleSource("/elsewhere/a", a.text()), b)).version())
        .isEqualTo(version);
    assertThat(RuleSet.compile(List.of(b, a)).version()).isNotEqualTo(version);
    assertThat(RuleSet.compile(List.of(a)).version()).isNotEqualTo(version);
  }

  /** An agent may send as many and as deeply nested parameters as it likes. */
  @Test
  void evaluationIsBounded() {
    List<Object> many = Collections.nCopies(100_000, 1L);
    RuleSet rules =
        Calls.rules(
            "rules:",
            "  - {name: n, deny: 'aws.params.L.exists(x, aws.params.L.exists(y, x + y == 3))'}");
    Explanation explanation = rules.explain(Calls.delete(Map.of("L", many)), CLAUDE, NOON, 0);
    assertThat(explanation.rules().getFirst().outcome())
        .isInstanceOfSatisfying(
            Outcome.Failed.class, failed -> assertThat(failed.message()).contains("10000"));

    Object deep = List.of(1L);
    for (int i = 0; i < 50_000; i++) {
      deep = List.of(deep);
    }
    RuleSet comparing = Calls.rules("rules: [{name: n, deny: aws.params.A == aws.params.B}]");
    assertThat(
            comparing.decide(Calls.delete(Map.of("A", deep, "B", deep)), CLAUDE, NOON, 0).verdict())
        .isInstanceOf(Verdict.Deny.class);
  }

  private static Verdict decide(RuleSet rules) {
    return rules.decide(DELETE, CLAUDE, NOON, 0).verdict();
  }
}
