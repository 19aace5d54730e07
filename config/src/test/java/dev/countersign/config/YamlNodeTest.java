package dev.countersign.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.config.YamlNode.Mapping;
import dev.countersign.config.YamlNode.Scalar;
import dev.countersign.model.InvalidFileException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlNodeTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x: needle",
        "x: \"needle\"",
        "x: 'needle'",
        "x: 'it''s a needle'",
        "x: \"\\t\\u00e9\\x41\\U0001F600 needle\"",
        "x: \"\u00e9 \uD83D\uDE00 needle\"",
        "x: |\n  hay\n    more\n\n  needle\n",
        "x: |2-\n    hay\n  needle",
        "x: |\r\n  hay\r\n  needle\r\n",
        "x: >\n  hay\n  hay needle\n",
        "x: >\n\n  hay\n\n\n  hay\n  needle\n",
        "x: >\n  hay\n    more\n  needle\n",
        "x: hay\n  hay\n  needle",
        "x: \"hay\n  hay\\\n   \\\n  needle\"",
        "x: 'hay\n\n   needle'",
        "a: {b: [1, {x: needle}]}",
        "\uD83D\uDE00: {x: needle}",
        "\uFEFFx: needle",
      })
  void everyCharacterKnowsItsPlace(String yaml) {
    Scalar scalar = find((Mapping) YamlNode.parse("f", yaml));
    int start = scalar.text().indexOf("needle");
    for (int i = 0; i < "needle".length(); i++) {
      Place place = scalar.at(start + i);
      String line = place.source().line(place.line());
      assertThat(line.substring(place.column() - 1)).startsWith("needle".substring(i));
    }
    assertThat(scalar.place().path()).endsWith("x");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x: ''", "x: |\n\n\n", "x: >-\n  a\n\n", "x:", "x: \"\\\n\""})
  void anOffsetOutsideTheTextStillGivesAPlace(String yaml) {
    Scalar scalar = find((Mapping) YamlNode.parse("f", yaml));
    for (int offset : new int[] {-1, 0, 1, 99}) {
      assertThat(scalar.at(offset).line()).isPositive();
      assertThat(scalar.at(offset).column()).isPositive();
    }
  }

  private static Scalar find(YamlNode node) {
    return switch (node) {
      case Mapping mapping ->
          mapping
              .get("x")
              .map(Scalar.class::cast)
              .orElseGet(() -> find(mapping.entries().getLast().value()));
      case YamlNode.Sequence sequence -> find(sequence.items().getLast());
      case Scalar scalar -> scalar;
    };
  }

  @Test
  void plainValuesAreTypedAndAmbiguousOnesStayTexts() {
    assertThat(
            YamlNode.parse("f", "[1, -2, 1.5, 1e3, true, ~, x, '1', 010, 0x1F, yes, 1_0]").plain())
        .isEqualTo(
            Arrays.asList(1L, -2L, 1.5, 1000.0, true, null, "x", "1", "010", "0x1F", "yes", "1_0"));
    assertThat(YamlNode.parse("f", "{a: {b: [c]}}").plain())
        .isEqualTo(Map.of("a", Map.of("b", List.of("c"))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "# nothing\n", "---\n", "~"})
  void anEmptyDocumentIsAnEmptyMapping(String yaml) {
    assertThat(YamlNode.parse("f", yaml)).isInstanceOf(Mapping.class);
    assertThat(YamlNode.parse("f", yaml).plain()).isEqualTo(Map.of());
  }

  @Test
  void depthAndLengthAreBounded() {
    YamlNode.parse("f", "[".repeat(31) + "]".repeat(31));
    assertRefused("[".repeat(33) + "]".repeat(33), "1:33: ", "nested too deeply");
    assertRefused("[".repeat(500_000), "1:33: ", "nested too deeply");
    assertRefused("#".repeat((1 << 20) + 1), "1:1: ", "at most 1 MiB");
  }

  @Test
  void whatTwoReadersCouldTakeDifferentlyIsRefused() {
    assertRefused("a: 1\na: 2", "2:1: ", "\"a\" is repeated");
    assertRefused("1: a\n\"1\": b", "2:1: ", "\"1\" is repeated");
    assertRefused("[a, b]: c", "1:1: ", "a key is a list");
    assertRefused("a: &x 1", "1:4: a: ", "an anchor");
    assertRefused("a: *x", "1:4: a: ", "an alias");
    assertRefused("a: !!binary aGk=", "1:4: a: ", "a tag");
    assertRefused("a: !x {}", "1:4: a: ", "a tag");
    assertRefused("a: 1\n---\nb: 2", "2:1: ", "a second document");
    assertRefused("a: b: c", "1:5: ", "this is not YAML");
    assertRefused("a: \u0001", "1:1: ", "this is not YAML");
    assertRefused("a: [1", "1:6: ", "this is not YAML");
  }

  @Test
  void everythingIsReportedAtOnceInTheOrderOfTheFile() {
    assertThatThrownBy(() -> YamlNode.parse("f", "a: *x\nb: &y 1\na: 2\n"))
        .isInstanceOfSatisfying(
            InvalidFileException.class,
            e -> assertThat(e.diagnostics()).extracting("line").containsExactly(1, 2, 3));
  }

  private static void assertRefused(String yaml, String... parts) {
    assertThatThrownBy(() -> YamlNode.parse("f", yaml))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageStartingWith("f:" + parts[0])
        .message()
        .contains(parts);
  }

  @Test
  void filesAreUtf8AndExist(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("a.yaml");
    assertThatThrownBy(() -> YamlNode.read(file)).hasMessageContaining("no such file");
    Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xC3});
    assertThatThrownBy(() -> YamlNode.read(file)).hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> YamlNode.read(directory)).hasMessageContaining("cannot be read");
    Files.writeString(file, "a: \u00e9");
    assertThat(YamlNode.read(file).plain()).isEqualTo(Map.of("a", "\u00e9"));
  }
}
