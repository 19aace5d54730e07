package dev.countersign.cli;

import dev.countersign.rules.RuleTestRun;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What came of rule tests, for a person, or for a program. */
record TestRunPrinter(RuleTestRun run) {

  String text() {
    StringBuilder text = new StringBuilder();
    for (RuleTestRun.Result result : failures()) {
      text.append(
          "FAILED %s:%d: \"%s\"%n       %s%n"
              .formatted(
                  result.test().file(),
                  result.test().line(),
                  result.test().name(),
                  result.failure().orElse("")));
    }
    for (RuleTestRun.Unreached rule : run.unreached()) {
      text.append(
          "no test reaches the rule \"%s\" (%s:%d)%n"
              .formatted(rule.rule(), rule.file(), rule.line()));
    }
    int failed = failures().size();
    return text.append(
            run.results().isEmpty()
                ? "the files state no tests"
                : "%d tests: %d passed, %d failed; %d rules are not reached"
                    .formatted(
                        run.results().size(),
                        run.results().size() - failed,
                        failed,
                        run.unreached().size()))
        .toString();
  }

  String json() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("passes", run.passes());
    object.put("tests", run.results().stream().map(TestRunPrinter::facts).toList());
    object.put(
        "unreached",
        run.unreached().stream()
            .map(rule -> Map.of("rule", rule.rule(), "file", rule.file(), "line", rule.line()))
            .toList());
    return ExplanationPrinter.write(object);
  }

  private List<RuleTestRun.Result> failures() {
    return run.results().stream().filter(result -> result.failure().isPresent()).toList();
  }

  private static Map<String, Object> facts(RuleTestRun.Result result) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("name", result.test().name());
    facts.put("file", result.test().file());
    facts.put("line", result.test().line());
    facts.put("passes", result.failure().isEmpty());
    facts.put("failure", result.failure().orElse(""));
    return facts;
  }
}
