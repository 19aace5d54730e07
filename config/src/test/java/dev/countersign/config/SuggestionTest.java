package dev.countersign.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionTest {

  private static final List<String> KNOWN =
      List.of("accounts", "agents", "anonymous-agents", "audit", "external-id");

  @ParameterizedTest
  @CsvSource({
    "acounts, accounts",
    "accuonts, accounts",
    "agent, agents",
    "external_id, external-id",
    "externalId, external-id",
    "AUDIT, audit",
    "adit, audit",
    "zebra, ''",
    "x, ''",
    "'', ''",
  })
  void guesses(String given, String meant) {
    assertThat(Suggestion.nearest(given, KNOWN).orElse("")).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({"'', '', 0", "a, '', 1", "ab, ba, 1", "kitten, sitting, 3", "abc, abc, 0"})
  void distances(String left, String right, int distance) {
    assertThat(Suggestion.distance(left, right)).isEqualTo(distance);
    assertThat(Suggestion.distance(right, left)).isEqualTo(distance);
  }
}
