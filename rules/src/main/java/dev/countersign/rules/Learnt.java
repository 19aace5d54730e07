package dev.countersign.rules;

import dev.countersign.model.Account;
import dev.countersign.rules.Learning.Breadth;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What is proposed: rules with their tests, and what the role in each account has to be able to.
 */
public final class Learnt {

  /**
   * What it was learnt from.
   *
   * @param calls how many were taken
   * @param from time of the first of them
   * @param to time of the last
   * @param skipped what is not proposed, and for how many calls
   */
  public record Origin(
      long calls, Instant from, Instant to, Breadth breadth, SortedMap<String, Long> skipped) {}

  /** Whose calls they were; the rules ask for no more than what was proven each time. */
  record Caller(String name, boolean verified) {}

  /**
   * What an IAM policy has to allow.
   *
   * @param actions {@code s3:GetObject}
   * @param resources in IAM's syntax, with its wildcards
   */
  public record Statement(List<String> actions, List<String> resources) {
    public Statement {
      actions = List.copyOf(actions);
      resources = List.copyOf(resources);
    }
  }

  private final List<ProposedRule> rules;
  private final Optional<Caller> caller;
  private final Origin origin;

  Learnt(List<ProposedRule> rules, Optional<Caller> caller, Origin origin) {
    this.rules = rules;
    this.caller = caller;
    this.origin = origin;
  }

  List<ProposedRule> rules() {
    return rules;
  }

  /** How many rules are proposed. */
  public int size() {
    return rules.size();
  }

  public Origin origin() {
    return origin;
  }

  /** A rule file, in ASCII; it compiles, and the tests in it pass. */
  public String ruleFile() {
    return new RuleFileWriter(rules, caller, origin).write();
  }

  /** What the role in each account needs for what is proposed, approved calls included. */
  public Map<Account, List<Statement>> statements() {
    return IamStatements.of(rules);
  }
}
