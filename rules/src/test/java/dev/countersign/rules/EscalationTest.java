package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.catalog.Catalog;
import dev.countersign.catalog.Description;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Known ways to more power, each of which {@code pack:deny-escalation} stops or says it does not.
 */
class EscalationTest {

  private static final Catalog CATALOG = Catalog.bundled();
  private static final RuleSet PACK = PackPromisesTest.beforeAllowing("deny-escalation");

  @Test
  void everyKnownWayUpIsDenied() throws IOException {
    assertThat(thoseThatAreDenied("escalations.txt", false)).isEmpty();
  }

  @Test
  void whatIsDeliberatelyNotStoppedIsNotStopped() throws IOException {
    assertThat(thoseThatAreDenied("not-escalations.txt", true)).isEmpty();
  }

  /** The lines of a list on which the pack's denying is {@code denied}. */
  private static List<String> thoseThatAreDenied(String list, boolean denied) throws IOException {
    List<String> found = new ArrayList<>();
    for (String line : lines(list)) {
      String[] columns = line.split("\t");
      assertThat(columns).as(line).hasSize(4);
      Description operation =
          CATALOG.describe(columns[0]).stream()
              .filter(known -> known.action().equals(columns[1]))
              .findFirst()
              .orElseThrow(() -> new AssertionError("there is no such operation: " + line));
      Map<String, Object> params = params(columns[2]);
      AwsCall call =
          PackPromisesTest.call(
              operation,
              "staging",
              params,
              CATALOG.iamActions(operation.service(), operation.action(), params));
      Verdict verdict = PACK.decide(call, Calls.CLAUDE, Calls.NOON, 0).verdict();
      if (verdict instanceof Verdict.Deny == denied) {
        found.add(line + ": " + verdict);
      }
    }
    return found;
  }

  @SuppressWarnings("unchecked") // The column is a YAML mapping, whose keys are texts.
  private static Map<String, Object> params(String yaml) {
    return (Map<String, Object>) new Load(LoadSettings.builder().build()).loadFromString(yaml);
  }

  private static List<String> lines(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(EscalationTest.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .toList();
    }
  }
}
