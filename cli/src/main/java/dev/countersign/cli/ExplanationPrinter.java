package dev.countersign.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Refusal;
import dev.countersign.model.Verdict;
import dev.countersign.rules.Explanation;
import dev.countersign.rules.Outcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An explanation for a person, or for a program. */
record ExplanationPrinter(AwsCall call, Agent agent, Explanation explanation) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** 0 where the call would be allowed. */
  int exitCode() {
    return explanation.verdict() instanceof Verdict.Allow ? 0 : Main.NO;
  }

  String text() {
    StringBuilder text = new StringBuilder();
    facts()
        .forEach(
            (name, value) -> {
              if (!value.toString().isEmpty() && !value.equals(List.of())) {
                text.append("%-14s %s%n".formatted(name, shown(value)));
              }
            });
    text.append(System.lineSeparator());
    for (Explanation.Said said : explanation.rules()) {
      text.append(
          "%s %-7s %-32s %s%n             %s%n"
              .formatted(
                  said.decided() ? "->" : "  ",
                  said.effect().word(),
                  "\"" + said.rule() + "\"" + (said.shadow() ? " (shadow)" : ""),
                  outcome(said) + "   " + said.file() + ":" + said.line(),
                  said.because().replace('\n', ' ')));
    }
    Verdict verdict = explanation.verdict();
    return text.append(System.lineSeparator())
        .append(verdict.word() + ": rule \"" + verdict.rule() + "\"")
        .append(verdict.reason().isEmpty() ? "" : ", " + verdict.reason())
        .append(Asked.words(verdict))
        .append(would())
        .toString();
  }

  /** What would hold if the rules on trial did; empty where that is the same. */
  private String would() {
    Verdict would = explanation.decision().would();
    return explanation.decision().wouldDiffer()
        ? "%n(with the rules in the shadow: %s: rule \"%s\")".formatted(would.word(), would.rule())
        : "";
  }

  String json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("agent", agent.name());
    object.put("call", facts());
    object.put(
        "rules",
        explanation.rules().stream()
            .map(
                said ->
                    Map.of(
                        "name", said.rule(),
                        "effect", said.effect().word(),
                        "file", said.file(),
                        "line", said.line(),
                        "shadow", said.shadow(),
                        "outcome", outcome(said),
                        "matches", said.matches(),
                        "because", said.because(),
                        "decided", said.decided()))
            .toList());
    object.put("verdict", explanation.verdict().word());
    object.put("rule", explanation.verdict().rule());
    object.put("reason", explanation.verdict().reason());
    object.put("approvers", Asked.group(explanation.verdict()));
    object.put("grant", Asked.grant(explanation.verdict()));
    if (explanation.decision().wouldDiffer()) {
      Verdict would = explanation.decision().would();
      object.put("would", Map.of("verdict", would.word(), "rule", would.rule()));
    }
    object.put("rules_version", explanation.rulesVersion());
    return write(object);
  }

  static String json(Refusal refusal) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("verdict", "refused");
    object.put("failure", refusal.failure().name());
    object.put("message", String.valueOf(refusal.getMessage()));
    return write(object);
  }

  private Map<String, Object> facts() {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("service", call.service());
    facts.put("api", call.api());
    facts.put("action", call.known() ? call.action() : "(not known)");
    facts.put("account", call.account().id());
    facts.put("account_name", call.account().name());
    facts.put("region", call.region());
    facts.put("partition", call.partition());
    facts.put("resource", call.resource());
    facts.put("resources", call.resources());
    facts.put("foreign_account", call.foreignAccount());
    facts.put("auth", call.auth().word());
    facts.put("access", call.access().word());
    facts.put("iam_actions", call.iamActions());
    facts.put("returns_credentials", call.returnsCredentials());
    facts.put("runs_code", call.runsCode());
    facts.put("agent", agent.name());
    return facts;
  }

  private static String shown(Object value) {
    return value instanceof List<?> list
        ? String.join(", ", list.stream().map(String::valueOf).toList())
        : value.toString();
  }

  private static String outcome(Explanation.Said said) {
    return switch (said.outcome()) {
      case Outcome.Value.TRUE -> said.matches() ? "true" : "true, but it does not ask for aws.auth";
      case Outcome.Value.FALSE -> "false";
      case Outcome.Failed(String why) -> "cannot be evaluated (" + why + ")";
    };
  }

  static String write(Map<String, Object> object) {
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(object);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and texts are JSON", e);
    }
  }
}
