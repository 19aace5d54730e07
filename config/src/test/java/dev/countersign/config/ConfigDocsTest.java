package dev.countersign.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.config.Named.All;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The page about the configuration says what the reader does: its table is the reader's own, and
 * its example is read. Run with {@code -Dgolden.write=true} to write the table anew.
 */
class ConfigDocsTest {

  private static final Path PAGE = Path.of("../docs/config.md");
  private static final String BEGIN = "<!-- keys: begin -->\n";
  private static final String END = "<!-- keys: end -->\n";

  @Test
  void theTableIsTheReadersOwn() throws IOException {
    List<String> rows = new ArrayList<>(List.of("| key | default | meaning |", "|---|---|---|"));
    section("", ConfigKeys.ROOT, rows);
    String table = String.join("\n", rows) + "\n";
    if (Boolean.getBoolean("golden.write")) {
      String page = Files.readString(PAGE);
      Files.writeString(PAGE, page.replace(table(page), table));
    }
    assertThat(table(Files.readString(PAGE))).isEqualTo(table);
  }

  private static String table(String page) {
    return page.substring(page.indexOf(BEGIN) + BEGIN.length(), page.indexOf(END));
  }

  private static void section(String prefix, Section section, List<String> rows) {
    section.keys().forEach(key -> row(prefix, key, rows));
  }

  private static void row(String prefix, Key<?> key, List<String> rows) {
    String path = prefix + key.name();
    String fallback =
        key.required()
            ? "required"
            : key.fallback()
                .filter(yaml -> !yaml.equals("{}"))
                .map(it -> "`" + it + "`")
                .orElse("");
    rows.add("| `" + path + "` | " + fallback + " | " + key.meaning().replace("|", "\\|") + " |");
    switch (key.shape()) {
      case Section inner -> section(path + ".", inner, rows);
      case All<?>(_, _, Section inner) -> section(path + ".*.", inner, rows);
      case All<?>(_, _, Variants<?> variants) -> variants(path + ".*", variants, rows);
      case Variants<?> variants -> variants(path, variants, rows);
      // Keys below this one that no row tells would stand in its schema.
      default -> assertThat(key.shape().schema().toString()).as(path).doesNotContain("properties=");
    }
  }

  private static void variants(String path, Variants<?> variants, List<String> rows) {
    row(path + ".", variants.key(), rows);
    variants
        .variants()
        .forEach(
            (word, variant) ->
                variant.section().keys().stream()
                    .filter(inner -> !inner.name().equals(variants.key().name()))
                    .forEach(inner -> row(path + " (" + word + ").", inner, rows)));
  }

  @Test
  void theExamplesAreRead(@TempDir Path directory) throws IOException {
    Matcher examples =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
    int count = 0;
    while (examples.find()) {
      Path file = Files.writeString(directory.resolve("countersign.yaml"), examples.group(1));
      ConfigReader.read(file, Map.of("EXTERNAL_ID", "an-id"));
      count++;
    }
    assertThat(count).isPositive();
  }
}
