package dev.countersign.rules;

import dev.countersign.model.Account;
import dev.countersign.model.Verdict;
import dev.countersign.rules.Learnt.Caller;
import dev.countersign.rules.Learnt.Origin;
import dev.countersign.rules.ProposedRule.Scope;
import dev.countersign.rules.Seen.Review;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Proposed rules as a rule file with tests. Every text that comes from a call is {@link Quoted}: a
 * resource's name is whatever an agent made up.
 */
final class RuleFileWriter {

  private static final int MAX_NAME = 90;

  private final List<ProposedRule> rules;
  private final Optional<Caller> caller;
  private final Origin origin;
  private final Set<String> names = new HashSet<>();
  private final StringBuilder constants = new StringBuilder();
  private final StringBuilder text = new StringBuilder();
  private final StringBuilder tests = new StringBuilder();

  RuleFileWriter(List<ProposedRule> rules, Optional<Caller> caller, Origin origin) {
    this.rules = rules;
    this.caller = caller;
    this.origin = origin;
  }

  String write() {
    Effect section = Effect.ALLOW;
    for (int i = 0; i < rules.size(); i++) {
      ProposedRule rule = rules.get(i);
      if (rule.effect() != section) {
        section = rule.effect();
        text.append("  # Look at each of these before you make it an allow.\n");
      }
      String name = name(rule);
      rule(rule, name, i + 1);
      rule.examples().forEach(example -> test(rule, name, example));
    }
    tests
        .append(
            "  - name: what is not understood\n    call: {known: false}\n    expect: {verdict: ")
        .append("deny, rule: ")
        .append(Quoted.text(Verdict.NO_RULE))
        .append("}\n");
    return header()
        + (constants.isEmpty() ? "" : "let:\n" + constants)
        + (rules.isEmpty() ? "rules: []\n" : "rules:\n" + text)
        + "tests:\n"
        + tests;
  }

  private String header() {
    StringBuilder header = new StringBuilder();
    header.append("# Learnt from ").append(origin.calls()).append(" calls");
    if (origin.calls() > 0) {
      header.append(", ").append(origin.from()).append(" to ").append(origin.to());
    }
    header.append(".\n# Read it before you use it: what was done once need not be right.\n");
    origin
        .skipped()
        .forEach(
            (what, calls) ->
                header.append(
                    "# Not proposed: %s (%d calls)\n".formatted(Quoted.text(what), calls)));
    return header.toString();
  }

  private void rule(ProposedRule rule, String name, int number) {
    text.append("  - name: ").append(Quoted.text(name)).append('\n');
    text.append("    ").append(rule.effect().word()).append(": |-\n");
    text.append(
        conditions(rule, number).stream()
            .collect(Collectors.joining(" &&\n      ", "      ", "\n")));
    if (!rule.review().isEmpty()) {
      String why =
          rule.review().stream().map(Review::words).sorted().collect(Collectors.joining("; "));
      text.append("    reason: ")
          .append(Quoted.text("A person has to agree: " + why + "."))
          .append('\n');
    }
  }

  private List<String> conditions(ProposedRule rule, int number) {
    List<String> all = new ArrayList<>();
    caller.ifPresent(
        who ->
            all.add(
                "agent.name == "
                    + Quoted.text(who.name())
                    + (who.verified() ? " && agent.verified" : "")));
    all.add(oneOf("aws.service", List.of(rule.service())));
    all.add(oneOf("aws.action", rule.actions()));
    all.add(oneOf("aws.account", rule.accounts().stream().map(Account::id).toList()));
    all.add(oneOf("aws.region", rule.regions()));
    all.add(rule.foreign() ? "aws.foreign_account" : "!aws.foreign_account");
    resources(rule.scope(), number, all);
    return all;
  }

  private void resources(Scope scope, int number, List<String> all) {
    if (scope.any()) {
      return;
    }
    if (scope.all().size() == 0) {
      all.add("aws.resources.size() == 0");
      return;
    }
    if (!scope.none()) {
      all.add("aws.resources.size() > 0");
    }
    all.add("aws.resources.all(r, " + matches("r", scope.all(), "resources_" + number) + ")");
    if (!scope.primary().equals(scope.all())) {
      String none = scope.none() ? "aws.resource == \"\" || " : "";
      all.add("(" + none + matches("aws.resource", scope.primary(), "primary_" + number) + ")");
    }
  }

  /** That {@code value} is one of the named ones, which become constants. */
  private String matches(String value, Named named, String constant) {
    List<String> ways = new ArrayList<>();
    if (!named.exact().isEmpty()) {
      constant(constant, named.exact());
      ways.add(value + " in " + constant);
    }
    if (!named.below().isEmpty()) {
      constant("below_" + constant, named.below());
      ways.add("below_" + constant + ".exists(p, " + value + ".startsWith(p))");
    }
    return String.join(" || ", ways);
  }

  private void constant(String name, Collection<String> values) {
    constants.append("  ").append(name).append(":\n");
    values.forEach(value -> constants.append("    - ").append(Quoted.text(value)).append('\n'));
  }

  private static String oneOf(String field, Collection<String> values) {
    return values.size() == 1
        ? field + " == " + Quoted.text(values.iterator().next())
        : field + " in " + Quoted.list(values);
  }

  private void test(ProposedRule rule, String name, Seen example) {
    String call =
        "{service: %s, action: %s, account: %s, region: %s, resource: %s, resources: %s%s}"
            .formatted(
                Quoted.text(example.service()),
                Quoted.text(example.action()),
                Quoted.text(example.account().id()),
                Quoted.text(example.region()),
                Quoted.text(example.resource()),
                Quoted.list(example.resources()),
                example.foreign() ? ", foreign_account: true" : "");
    tests
        .append("  - name: ")
        .append(Quoted.text(example.service() + " " + example.action()))
        .append('\n');
    tests.append("    call: ").append(call).append('\n');
    caller.ifPresent(
        who ->
            tests.append(
                "    agent: {name: %s, verified: %b}\n"
                    .formatted(Quoted.text(who.name()), who.verified())));
    tests.append(
        "    expect: {verdict: %s, rule: %s}\n".formatted(rule.effect().word(), Quoted.text(name)));
  }

  /** What it is about, short and of its own. */
  private String name(ProposedRule rule) {
    String accounts = rule.accounts().stream().map(Account::name).collect(Collectors.joining(", "));
    String whole = rule.service() + " " + String.join(", ", rule.actions()) + " in " + accounts;
    String plain = whole.replaceAll("[^ -~]", "?").strip();
    String cut =
        plain.length() <= MAX_NAME ? plain : plain.substring(0, MAX_NAME - 3).strip() + "...";
    String name = cut;
    for (int i = 2; !names.add(name); i++) {
      name = cut + " (" + i + ")";
    }
    return name;
  }
}
