package dev.countersign.rules;

import dev.countersign.model.Account;
import dev.countersign.rules.Learning.Breadth;
import dev.countersign.rules.ProposedRule.Scope;
import dev.countersign.rules.Seen.Review;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Makes few rules of many calls without making them wider: what differs in one part and agrees in
 * all others is joined, first by action, then by region, then by account. Since everything of one
 * action, account and region begins in one proposal, no rule permits what another was learnt from,
 * and none can be left out.
 */
final class Grouping {

  private static final int MAX_EXAMPLES = 3;

  private record Place(
      String service, String action, Account account, String region, boolean foreign) {
    static Place of(Seen seen) {
      return new Place(
          seen.service(), seen.action(), seen.account(), seen.region(), seen.foreign());
    }
  }

  private Grouping() {}

  /** Those that allow first, each in alphabetical order. */
  static List<ProposedRule> of(Collection<Seen> seen, Breadth breadth) {
    List<ProposedRule> rules =
        seen.stream()
            .collect(Collectors.groupingBy(Place::of, LinkedHashMap::new, Collectors.toList()))
            .values()
            .stream()
            .map(calls -> single(calls, breadth))
            .toList();
    for (Function<ProposedRule, List<Object>> others :
        List.<Function<ProposedRule, List<Object>>>of(
            rule -> List.of(rule.regions(), rule.accounts()),
            rule -> List.of(rule.actions(), rule.accounts()),
            rule -> List.of(rule.actions(), rule.regions()))) {
      rules = join(rules, others);
    }
    return rules.stream()
        .sorted(
            Comparator.comparing(ProposedRule::effect)
                .thenComparing(ProposedRule::service)
                .thenComparing(rule -> rule.actions().first()))
        .toList();
  }

  private static ProposedRule single(List<Seen> calls, Breadth breadth) {
    Seen first = calls.getFirst();
    Set<Review> review = EnumSet.noneOf(Review.class);
    calls.forEach(call -> review.addAll(call.review()));
    return new ProposedRule(
        first.service(),
        new TreeSet<>(Set.of(first.action())),
        new TreeSet<>(Set.of(first.region())),
        List.of(first.account()),
        first.foreign(),
        scope(calls, breadth),
        review,
        calls.stream()
            .flatMap(call -> call.iamActions().stream())
            .collect(Collectors.toCollection(TreeSet::new)),
        shortest(calls));
  }

  private static Scope scope(List<Seen> calls, Breadth breadth) {
    Set<String> primary =
        calls.stream()
            .map(Seen::resource)
            .filter(resource -> !resource.isEmpty())
            .collect(Collectors.toSet());
    Set<String> all =
        calls.stream().flatMap(call -> call.resources().stream()).collect(Collectors.toSet());
    Function<Set<String>, Named> named =
        breadth == Breadth.PREFIX ? Named::generalised : Named::exactly;
    return new Scope(
        breadth == Breadth.ANY,
        named.apply(primary),
        named.apply(all),
        calls.stream().anyMatch(call -> call.resources().isEmpty()));
  }

  private static List<ProposedRule> join(
      List<ProposedRule> rules, Function<ProposedRule, List<Object>> others) {
    Map<List<Object>, ProposedRule> joined = new LinkedHashMap<>();
    for (ProposedRule rule : rules) {
      List<Object> key = new ArrayList<>(others.apply(rule));
      key.addAll(List.of(rule.service(), rule.foreign(), rule.scope(), rule.review()));
      joined.merge(key, rule, Grouping::both);
    }
    return List.copyOf(joined.values());
  }

  private static ProposedRule both(ProposedRule one, ProposedRule other) {
    Set<Account> accounts = new LinkedHashSet<>(one.accounts());
    accounts.addAll(other.accounts());
    List<Seen> examples = new ArrayList<>(one.examples());
    examples.addAll(other.examples());
    return new ProposedRule(
        one.service(),
        union(one.actions(), other.actions()),
        union(one.regions(), other.regions()),
        accounts.stream().sorted(Comparator.comparing(Account::id)).toList(),
        one.foreign(),
        one.scope(),
        one.review(),
        union(one.iamActions(), other.iamActions()),
        shortest(examples));
  }

  private static SortedSet<String> union(Collection<String> one, Collection<String> other) {
    SortedSet<String> both = new TreeSet<>(one);
    both.addAll(other);
    return both;
  }

  private static List<Seen> shortest(List<Seen> calls) {
    return calls.stream()
        .sorted(Comparator.comparingInt(call -> call.resources().size()))
        .limit(MAX_EXAMPLES)
        .toList();
  }
}
