package dev.countersign.console;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.RequestFilter;
import dev.countersign.approvals.StoreUnavailable;
import dev.countersign.rules.LiveRules;
import dev.countersign.rules.RuleSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rules and how often each decided; and whether all is well. */
final class RulePages {

  private final Approvals approvals;
  private final LiveRules rules;
  private final Traffic traffic;

  RulePages(Console.Parts parts, Traffic traffic) {
    this.approvals = parts.approvals();
    this.rules = parts.rules();
    this.traffic = traffic;
  }

  /** A rule, and how many of the calls that are held it decided. */
  record RuleView(RuleSet.Listed rule, String effect, long hits) {}

  /** Something that has to be well. */
  record Check(String what, boolean well, String more) {}

  void addTo(List<Route> routes, Pages pages) {
    routes.add(Route.get("/rules", pages.showing(this::rules)));
    routes.add(Route.get("/health", pages.showing(this::health)));
  }

  private void rules(Visit visit) {
    List<Seen> calls = traffic.all();
    Map<String, Long> hits = new HashMap<>();
    calls.forEach(seen -> hits.merge(seen.rule(), 1L, Long::sum));
    RuleSet current = rules.current();
    visit.render(
        "rules",
        Map.of(
            "rules",
            current.listed().stream()
                .map(it -> new RuleView(it, it.effect().word(), hits.getOrDefault(it.name(), 0L)))
                .toList(),
            "describe",
            current.describe(),
            "problem",
            problem(),
            "calls",
            calls.size(),
            "since",
            calls.isEmpty() ? "" : calls.getFirst().time().toString()));
  }

  private String problem() {
    return rules.problem().map(it -> String.valueOf(it.getMessage())).orElse("");
  }

  private void health(Visit visit) {
    visit.render("health", Map.of("checks", List.of(store(), ruleFiles(), audit())));
  }

  private Check store() {
    try {
      int waiting = approvals.list(RequestFilter.pending()).size();
      return new Check("The approvals' store", true, waiting + " requests wait");
    } catch (StoreUnavailable e) {
      return new Check("The approvals' store", false, "it cannot be used");
    }
  }

  private Check ruleFiles() {
    String problem = problem();
    return new Check(
        "The rule files",
        problem.isEmpty(),
        problem.isEmpty() ? rules.current().describe() : problem);
  }

  private Check audit() {
    return new Check(
        "The audit log",
        traffic.isReadable(),
        traffic.isReadable()
            ? traffic.all().size() + " of its latest calls are held here"
            : "it cannot be read");
  }
}
