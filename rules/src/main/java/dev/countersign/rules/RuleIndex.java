package dev.countersign.rules;

import dev.countersign.model.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * Rules in their order, arranged so that a call meets only those that can match it.
 *
 * <p>A rule whose {@link Guard} names actions is found by action, one that names services by
 * service, and the others are tried for every call. What else the guard says is asked before the
 * expression is.
 */
final class RuleIndex {

  private static final int[] NONE = {};

  /**
   * A rule that matches.
   *
   * @param rank its place among all rules of the set; the lowest decides
   */
  record Match(int rank, Verdict verdict) {}

  private final Rule[] rules;
  private final int[] ranks;
  private final Map<String, int[]> byAction;
  private final Map<String, int[]> byService;
  private final int[] always;

  /**
   * @param all the rules of the set in the order in which they decide
   * @param which those that this index is of
   */
  RuleIndex(List<Rule> all, Predicate<Rule> which) {
    this.ranks = IntStream.range(0, all.size()).filter(i -> which.test(all.get(i))).toArray();
    this.rules = Arrays.stream(ranks).mapToObj(all::get).toArray(Rule[]::new);
    this.byAction = index(rule -> guarded(rule, Guard.Key.ACTION));
    this.byService =
        index(
            rule ->
                guarded(rule, Guard.Key.ACTION).isPresent()
                    ? Optional.empty()
                    : guarded(rule, Guard.Key.SERVICE));
    this.always =
        IntStream.range(0, this.rules.length)
            .filter(i -> guarded(this.rules[i], Guard.Key.ACTION).isEmpty())
            .filter(i -> guarded(this.rules[i], Guard.Key.SERVICE).isEmpty())
            .toArray();
  }

  /** The first rule that matches. */
  Optional<Match> firstMatch(Facet facet) {
    return new Walk(facet).next();
  }

  /** Every rule that matches. */
  List<Match> matches(Facet facet) {
    List<Match> matches = new ArrayList<>();
    Walk walk = new Walk(facet);
    for (Optional<Match> next = walk.next(); next.isPresent(); next = walk.next()) {
      matches.add(next.get());
    }
    return matches;
  }

  /** One call's way past the rules that can match it. */
  private final class Walk {

    private final Facet facet;
    private final int[] action;
    private final int[] service;
    private int a;
    private int s;
    private int r;

    Walk(Facet facet) {
      this.facet = facet;
      this.action = byAction.getOrDefault(facet.call().action(), NONE);
      this.service = byService.getOrDefault(facet.call().service(), NONE);
    }

    /** The next rule that matches; empty where there is no other. */
    Optional<Match> next() {
      while (true) {
        int nextAction = at(action, a);
        int nextService = at(service, s);
        int nextOther = at(always, r);
        int next = Math.min(nextAction, Math.min(nextService, nextOther));
        if (next == Integer.MAX_VALUE) {
          return Optional.empty();
        }
        // No rule stands in two of the lists.
        a += next == nextAction ? 1 : 0;
        s += next == nextService ? 1 : 0;
        r += next == nextOther ? 1 : 0;
        Rule rule = rules[next];
        if (rule.isFor(facet.call())) {
          Outcome outcome = rule.condition().evaluate(facet);
          if (rule.effect().matches(outcome)) {
            return Optional.of(new Match(ranks[next], rule.verdict(outcome)));
          }
        }
      }
    }
  }

  private static int at(int[] positions, int i) {
    return i < positions.length ? positions[i] : Integer.MAX_VALUE;
  }

  private interface Keys {
    Optional<Set<String>> of(Rule rule);
  }

  private Map<String, int[]> index(Keys keys) {
    Map<String, IntStream.Builder> positions = new HashMap<>();
    for (int i = 0; i < rules.length; i++) {
      for (String key : keys.of(rules[i]).orElse(Set.of())) {
        positions.computeIfAbsent(key, _ -> IntStream.builder()).add(i);
      }
    }
    Map<String, int[]> index = new HashMap<>();
    positions.forEach((key, builder) -> index.put(key, builder.build().toArray()));
    return index;
  }

  private static Optional<Set<String>> guarded(Rule rule, Guard.Key key) {
    return Optional.ofNullable(rule.condition().guard().permitted().get(key));
  }
}
