package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.countersign.model.Access;
import dev.countersign.model.AwsCall.Fact;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Verdict;
import dev.countersign.rules.RuleDiff.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleDiffTest {

  private static final String ALLOW = "rules: [{name: all, allow: aws.known}]";

  private static Sample sample(String action, Set<Fact> unknown) {
    return new Sample(
        Calls.unknown(Calls.call("s3", action, "prod", Access.WRITE, Map.of()), unknown),
        Calls.CLAUDE,
        Calls.NOON,
        -1);
  }

  private static RuleDiff diff(String old, String now, Set<Fact> unknown) {
    RuleDiff diff = RuleDiff.between(Calls.rules(old), Calls.rules(now));
    diff.add("e1", sample("DeleteBucket", unknown), Optional.empty());
    return diff;
  }

  /** Each pair of sets, over a call of which no parameter is known. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      textBlock =
          """
          allow: true ; allow: true ; SAME
          allow: true ; approve: true ; STRICTER
          allow: true ; deny: true ; STRICTER
          allow: true ; allow: false ; STRICTER
          approve: true ; deny: true ; STRICTER
          deny: true ; approve: true ; LAXER
          allow: false ; allow: true ; LAXER
          allow: false ; deny: true ; SAME
          allow: true ; allow: true, session: ["arn:aws:iam::aws:policy/A"] ; OTHERWISE
          approve: true, approvers: a ; approve: true, approvers: b ; OTHERWISE
          approve: true ; approve: true, grant: {for: 15m} ; OTHERWISE
          approve: true, grant: {for: 15m} ; approve: true, grant: {for: 15m, scope: [action]} ; OTHERWISE
          approve: true, grant: {for: 15m, calls: 2} ; approve: true, grant: {for: 15m, calls: 3} ; OTHERWISE
          approve: true, grant: {for: 60m} ; approve: true, grant: {for: 1h} ; SAME
          allow: true ; deny: true, mode: shadow ; STRICTER
          allow: true ; allow: aws.params.A == 'x' ; UNTOLD
          allow: true ; deny: has(aws.params.A) ; STRICTER
          deny: true ; deny: aws.params.A == 'x' ; SAME
          deny: aws.params.A == 'x' ; deny: aws.params.A == 'x' ; SAME
          deny: aws.params.A == 'x' ; deny: aws.params.A == 'y' ; SAME
          allow: aws.params.A == 'x' ; allow: aws.params.A == 'y' ; UNTOLD
          allow: aws.params.A == 'x' ; allow: aws.known && aws.action == 'ListBuckets' ; UNTOLD
          allow: true ; allow: aws.action == 'DeleteBucket' || aws.params.A == 'x' ; SAME
          allow: true ; deny: aws.action == 'ListBuckets' && aws.params.A == 'x' ; STRICTER
          allow: request.size < 10 ; allow: request.size < 9 ; SAME
          """)
  void aChangeIsNamedForWhatItIs(String old, String now, String kind) {
    RuleDiff diff =
        diff(
            "rules: [{name: n, " + old + "}]",
            "rules: [{name: m, " + now + "}]",
            EnumSet.of(Fact.PARAMS));
    assertThat(diff.groups())
        .extracting(group -> group.change().kind().name())
        .isEqualTo(kind.equals("SAME") ? List.of() : List.of(kind));
  }

  @Test
  void theSameConditionHangsOnTheSameWhateverItComesTo() {
    String rules = "rules: [{name: n, deny: aws.params.A == x}, {name: all, allow: true}]\n";
    String one = "let: {x: a}\n" + rules;
    assertThat(diff(one, one, EnumSet.of(Fact.PARAMS)).groups()).isEmpty();
    assertThat(diff(one, "let: {x: b}\n" + rules, EnumSet.of(Fact.PARAMS)).calls(Kind.UNTOLD))
        .isEqualTo(1);
    assertThat(diff(one, rules.replace("x}", "'a'}"), EnumSet.of(Fact.PARAMS)).calls(Kind.UNTOLD))
        .isEqualTo(1);
  }

  @Test
  void whatCannotBeToldNamesTheFactsAndEveryVerdict() {
    RuleDiff diff =
        diff(
            ALLOW,
            """
            rules:
              - {name: a, deny: has(aws.params.X)}
              - {name: b, approve: "'r' in aws.resources"}
              - {name: c, allow: true}
            """,
            EnumSet.of(Fact.PARAMS, Fact.RESOURCES, Fact.DRY_RUN));
    RuleDiff.Change change = diff.groups().getFirst().change();
    assertThat(change.hangsOn()).containsExactlyInAnyOrder(Fact.PARAMS, Fact.RESOURCES);
    assertThat(change.before()).extracting(Verdict::rule).containsExactly("all");
    assertThat(change.after()).extracting(Verdict::rule).containsExactly("a", "b", "c");
  }

  @Test
  void whatWasDecidedThenIsComparedByItsEffect() {
    RuleDiff diff =
        RuleDiff.sinceThen(
            Calls.rules(
                "rules: [{name: n, allow: true, session: ['arn:aws:iam::aws:policy/ReadOnly']}]"));
    Sample sample = sample("GetObject", Set.of());
    diff.add("e1", sample, Optional.of(new Verdict.Allow("old name", "", Narrowing.NONE)));
    diff.add("e2", sample, Optional.of(new Verdict.Deny("no", "")));
    diff.add("e3", sample, Optional.empty());
    assertThat(diff.calls()).isEqualTo(2);
    assertThat(diff.groups()).hasSize(1);
    assertThat(diff.groups().getFirst().example()).isEqualTo("e2");
    assertThat(diff.groups().getFirst().change().kind()).isEqualTo(Kind.LAXER);
  }

  @Test
  void callsOfOneKindAreOneGroupAndStricterOnesComeFirst() {
    RuleDiff diff =
        RuleDiff.between(
            Calls.rules("rules: [{name: n, allow: aws.action == 'A'}]"),
            Calls.rules("rules: [{name: m, allow: aws.action == 'B'}]"));
    for (String action : List.of("B", "B", "B", "A", "A", "C")) {
      diff.add("of " + action, sample(action, Set.of()), Optional.empty());
    }
    assertThat(diff.groups())
        .extracting(group -> group.change().kind(), RuleDiff.Group::calls, RuleDiff.Group::example)
        .containsExactly(tuple(Kind.STRICTER, 2L, "of A"), tuple(Kind.LAXER, 3L, "of B"));
    assertThat(diff.calls()).isEqualTo(6);
  }

  @Test
  void thereIsABoundOnGroups() {
    RuleDiff diff = RuleDiff.sinceThen(Calls.rules(ALLOW));
    for (int i = 0; i < RuleDiff.MAX_GROUPS + 5; i++) {
      diff.add("e", sample("Get" + i, Set.of()), Optional.of(new Verdict.Deny("no", "")));
    }
    assertThat(diff.groups()).hasSize(RuleDiff.MAX_GROUPS);
    assertThat(diff.ungrouped()).isEqualTo(5);
    assertThat(diff.calls(Kind.LAXER)).isEqualTo(RuleDiff.MAX_GROUPS + 5);
  }
}
