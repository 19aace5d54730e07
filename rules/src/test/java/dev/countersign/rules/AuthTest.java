package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Auth;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Only a rule that is about {@code aws.auth} lets through what the gateway does not sign. */
class AuthTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "true",
        "aws.service == 's3'",
        "aws.action == 'DeleteBucket' && aws.account_name == 'prod'",
        "has(aws.auth)",
        "aws.service in everything",
        "aws.params.Name == 'mint' || true",
        "agent.verified",
      })
  void anAllowThatDoesNotAskForItIsForOrdinaryCallsOnly(String expression) {
    RuleSet rules = allow(expression);
    assertThat(verdict(rules, Auth.SIGV4)).isEqualTo("allow");
    assertThat(verdict(rules, Auth.SIGV4A)).isEqualTo("allow");
    assertThat(verdict(rules, Auth.MINT)).isEqualTo("deny");
    assertThat(verdict(rules, Auth.BEARER)).isEqualTo("deny");
    assertThat(verdict(rules, Auth.NONE)).isEqualTo("deny");
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "aws.auth == 'mint', allow, deny",
        "aws.auth in unsigned, deny, allow",
        "'none' == aws.auth && aws.service == 's3', deny, allow",
        "`unsigned.exists(kind, kind == aws.auth)`, deny, allow",
        "aws.auth != 'sigv4' && !aws.auth.startsWith('m'), deny, allow",
        "aws.service == 's3' ? aws.auth == 'mint' : false, allow, deny",
      })
  void anAllowThatAsksForItIsForThoseThatItNames(String expression, String mint, String none) {
    RuleSet rules = allow(expression);
    assertThat(verdict(rules, Auth.MINT)).isEqualTo(mint);
    assertThat(verdict(rules, Auth.NONE)).isEqualTo(none);
    assertThat(verdict(rules, Auth.SIGV4)).isEqualTo("deny");
  }

  @ParameterizedTest
  @EnumSource(Auth.class)
  void whatIsStricterMatchesAsAlways(Auth auth) {
    String all = "  - {name: all, allow: aws.auth.size() > 0}";
    assertThat(verdict(Calls.rules("rules:", "  - {name: no, deny: true}", all), auth))
        .isEqualTo("deny");
    assertThat(verdict(Calls.rules("rules:", "  - {name: ask, approve: true}", all), auth))
        .isEqualTo("approve");
  }

  @Test
  void theDenialSaysWhatToWrite() {
    Verdict verdict = decide(allow("true"), Auth.MINT);
    assertThat(verdict.rule()).isEqualTo(Verdict.NO_RULE);
    String wanted =
        "aws.auth == \"mint\" && aws.service == \"s3\" && aws.action == \"DeleteBucket\"";
    assertThat(verdict.reason()).endsWith("allow: " + wanted);
    assertThat(verdict(allow(wanted), Auth.MINT)).isEqualTo("allow");
  }

  @Test
  void anExplanationAgreesWithTheDecision() {
    Explanation explanation =
        allow("true").explain(Calls.DELETE.with(Auth.NONE), Calls.CLAUDE, Calls.NOON, 0);
    assertThat(explanation.verdict()).isInstanceOf(Verdict.Deny.class);
    assertThat(explanation.rules())
        .singleElement()
        .satisfies(
            said -> {
              assertThat(said.outcome()).isEqualTo(Outcome.Value.TRUE);
              assertThat(said.matches()).isFalse();
              assertThat(said.decided()).isFalse();
            });
  }

  @Test
  void inTheShadowItIsTheSame() {
    RuleSet rules = Calls.rules("rules:", "  - {name: trial, allow: true, mode: shadow}");
    assertThat(
            rules.decide(Calls.DELETE.with(Auth.MINT), Calls.CLAUDE, Calls.NOON, 0).wouldDiffer())
        .isFalse();
  }

  @Test
  void aKindThatThereIsNotIsAnErrorAtLoad() {
    assertThatThrownBy(
            () ->
                RuleSet.compile(
                    List.of(
                        new RuleSource("r.yaml", "rules: [{name: a, allow: aws.auth == 'mnit'}]")),
                    Vocabularies.AWS))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining("there is no kind of authentication \"mnit\"")
        .hasMessageContaining("mint");
  }

  private static RuleSet allow(String expression) {
    return Calls.rules(
        "let:",
        "  unsigned: [none, bearer]",
        "  everything: [s3]",
        "rules:",
        "  - name: it",
        "    allow: >-",
        "      " + expression);
  }

  private static String verdict(RuleSet rules, Auth auth) {
    return decide(rules, auth).word();
  }

  private static Verdict decide(RuleSet rules, Auth auth) {
    return rules.decide(Calls.DELETE.with(auth), Calls.CLAUDE, Calls.NOON, 0).verdict();
  }
}
