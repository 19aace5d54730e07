package dev.countersign.rules;

import dev.countersign.model.Account;
import dev.countersign.rules.Learnt.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What IAM has to allow for proposed rules. Only actions that are on record are named. What IAM
 * cannot say becomes every resource: a resource that is no ARN, or a call that names none.
 */
final class IamStatements {

  private static final String EVERY = "*";

  private IamStatements() {}

  static Map<Account, List<Statement>> of(List<ProposedRule> rules) {
    Map<Account, Map<List<String>, TreeSet<String>>> byResources =
        new TreeMap<>(Comparator.comparing(Account::id));
    for (ProposedRule rule : rules) {
      for (Account account : rule.accounts()) {
        if (!rule.iamActions().isEmpty()) {
          byResources
              .computeIfAbsent(account, _ -> new LinkedHashMap<>())
              .computeIfAbsent(resources(rule.scope()), _ -> new TreeSet<>())
              .addAll(rule.iamActions());
        }
      }
    }
    Map<Account, List<Statement>> statements = new LinkedHashMap<>();
    byResources.forEach(
        (account, grants) -> {
          List<Statement> all = new ArrayList<>();
          grants.forEach(
              (resources, actions) -> all.add(new Statement(List.copyOf(actions), resources)));
          statements.put(account, all);
        });
    return statements;
  }

  private static List<String> resources(ProposedRule.Scope scope) {
    Collection<String> exact = scope.all().exact();
    boolean everyone =
        scope.any() || scope.none() || exact.stream().anyMatch(name -> !name.startsWith("arn:"));
    return everyone
        ? List.of(EVERY)
        : Stream.concat(
                exact.stream().map(IamStatements::literal),
                scope.all().below().stream().map(prefix -> literal(prefix) + EVERY))
            .toList();
  }

  /**
   * Characters that IAM gives a meaning stand as variables (IAM User Guide, "Policy variables").
   */
  static String literal(String name) {
    return name.replace("$", "${$}").replace("*", "${*}").replace("?", "${?}");
  }
}
