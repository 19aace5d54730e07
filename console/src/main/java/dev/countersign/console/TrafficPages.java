package dev.countersign.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.countersign.audit.RecordedCall;
import dev.countersign.rules.Explanation;
import dev.countersign.rules.LiveRules;
import dev.countersign.rules.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What goes through: the latest calls, one in detail, and why the rules said what they said. */
final class TrafficPages {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private static final int MOST_SHOWN = 100;

  private final LiveRules rules;
  private final Traffic traffic;

  TrafficPages(Console.Parts parts, Traffic traffic) {
    this.rules = parts.rules();
    this.traffic = traffic;
  }

  /** Which calls are listed; an empty field asks for nothing. */
  record Filter(String agent, String account, String service, String verdict, String text) {

    static Filter of(Visit visit) {
      return new Filter(
          visit.field("agent"),
          visit.field("account"),
          visit.field("service"),
          visit.field("verdict"),
          visit.field("text"));
    }

    boolean wants(Seen seen) {
      return (agent.isEmpty() || agent.equals(seen.agent()))
          && (account.isEmpty()
              || account.equals(seen.account())
              || account.equals(seen.accountName()))
          && (service.isEmpty() || service.equals(seen.service()))
          && (verdict.isEmpty() || verdict.equals(seen.verdict()))
          && (text.isEmpty() || contains(seen));
    }

    private boolean contains(Seen seen) {
      String all =
          String.join(
              " ",
              seen.id(),
              seen.what(),
              seen.resource(),
              seen.rule(),
              seen.host(),
              seen.message());
      return all.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }
  }

  /** What a rule says to a call now. */
  record Said(Explanation.Said said, String effect, String outcome) {}

  void addTo(List<Route> routes, Pages pages) {
    routes.add(Route.get("/traffic", pages.showing(it -> list(it, "traffic"))));
    routes.add(Route.get("/live/traffic", pages.living(it -> list(it, "calls"))));
    routes.add(Route.get("/calls/{id}", pages.showing(this::one)));
  }

  private void list(Visit visit, String template) {
    Filter filter = Filter.of(visit);
    visit.render(
        template, Map.of("filter", filter, "calls", traffic.latest(filter::wants, MOST_SHOWN)));
  }

  private void one(Visit visit) {
    Seen seen =
        traffic
            .find(visit.ctx().pathParam("id"))
            .orElseThrow(
                () ->
                    Problem.of(
                        Problem.Kind.NOT_FOUND, "the call is not among those that are held"));
    Optional<RecordedCall> recorded = seen.recorded();
    Map<String, Object> model = new HashMap<>(Map.of("call", seen, "record", pretty(seen.line())));
    model.put("explained", recorded.isPresent());
    recorded.ifPresent(it -> explain(it, model));
    visit.render("call", model);
  }

  private void explain(RecordedCall call, Map<String, Object> model) {
    Explanation explanation =
        rules.current().explain(call.call(), call.agent(), call.time(), call.size());
    RuleDraft draft = new RuleDraft(call);
    model.put("verdict", explanation.verdict().word());
    model.put("rule", explanation.verdict().rule());
    model.put("version", explanation.rulesVersion());
    model.put("said", explanation.rules().stream().map(TrafficPages::said).toList());
    model.put("draft", draft.rules().orElse(""));
    model.put("test", draft.test(explanation.verdict()));
  }

  private static Said said(Explanation.Said said) {
    String outcome =
        switch (said.outcome()) {
          case Outcome.Value.TRUE -> said.matches() ? "true" : "true, but not for such a call";
          case Outcome.Value.FALSE -> "false";
          case Outcome.Failed(String why) -> "cannot be evaluated (" + why + ")";
        };
    return new Said(said, said.effect().word(), outcome);
  }

  private static String pretty(String line) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(JSON.readTree(line));
    } catch (JsonProcessingException e) {
      return "";
    }
  }
}
