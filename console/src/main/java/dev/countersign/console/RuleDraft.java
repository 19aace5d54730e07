package dev.countersign.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.countersign.audit.RecordedCall;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Verdict;
import dev.countersign.rules.Learning;
import dev.countersign.rules.Learning.Breadth;
import dev.countersign.rules.Learnt;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What an operator may copy into a rule file, made from a call that was recorded. */
record RuleDraft(RecordedCall recorded) {

  /** JSON is YAML; in ASCII, and so is each text of it, whatever an agent put there. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  /**
   * A rule file that permits this call and no other, with its test; empty where none can be made.
   */
  Optional<String> rules() {
    Learning learning = new Learning(Breadth.EXACT, Optional.of(recorded.agent().name()));
    learning.add(recorded.call(), recorded.agent(), recorded.time());
    Learnt learnt = learning.learnt();
    return learnt.size() == 0 ? Optional.empty() : Optional.of(learnt.ruleFile());
  }

  /** A test that says that the rules answer this call as they do now. */
  String test(Verdict verdict) {
    return "tests:\n  - name: "
        + json(recorded.call().service() + " " + recorded.call().action() + " as recorded")
        + "\n    call: "
        + json(call())
        + "\n    agent: "
        + json(Map.of("name", recorded.agent().name(), "verified", recorded.agent().verified()))
        + "\n    expect: "
        + json(expected(verdict))
        + "\n";
  }

  private static Map<String, Object> expected(Verdict verdict) {
    Map<String, Object> expected = new LinkedHashMap<>();
    expected.put("verdict", verdict.word());
    expected.put("rule", verdict.rule());
    return expected;
  }

  private Map<String, Object> call() {
    AwsCall call = recorded.call();
    Map<String, Object> facets = new LinkedHashMap<>();
    facets.put("service", call.service());
    if (call.known()) {
      facets.put("action", call.action());
    } else {
      facets.put("known", false);
    }
    facets.put("account", call.account().id());
    facets.put("region", call.region());
    facets.put("resource", call.resource());
    facets.put("resources", call.resources());
    if (call.foreignAccount()) {
      facets.put("foreign_account", true);
    }
    return facets;
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and texts are JSON", e);
    }
  }
}
