package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/facet.md} is what {@link FacetType} says. */
class FacetReferenceTest {

  private static final Path REFERENCE = Path.of("../docs/facet.md");
  private static final String WRITE = "facet.write";

  private static final String INTRODUCTION =
      """
      # What a rule sees

      Every field of `aws`, `agent` and `request`, with its type in [CEL](https://cel.dev). How to write rules with
      them is in [rules.md](rules.md). This page is made from the code; a test fails where it is not up to date.

      A field that is **not known** for a call makes the part of an expression that asks for it fail, and so makes the
      rule strict: it matches in a `deny` and in an `approve`, and does not in an `allow`.
      """;

  @Test
  void theReferenceIsUpToDate() throws IOException {
    String generated = reference();
    if (Boolean.getBoolean(WRITE)) {
      Files.writeString(REFERENCE, generated);
    }
    assertThat(Files.exists(REFERENCE) ? Files.readString(REFERENCE) : "")
        .as(
            "docs/facet.md; make it anew with: mvn test -pl rules -am -Dtest=FacetReferenceTest"
                + " -Dsurefire.failIfNoSpecifiedTests=false -D"
                + WRITE
                + "=true")
        .isEqualTo(generated);
  }

  @Test
  void everyFieldSaysWhatItIs() {
    for (FacetType<?> facet : FacetType.ALL) {
      facet
          .descriptions()
          .forEach(
              (field, description) -> {
                assertThat(description.meaning()).as(field).isNotBlank().doesNotContain("|");
                assertThat(description.example()).as(field).contains("`").doesNotContain("|");
              });
    }
  }

  private static String reference() {
    StringBuilder text = new StringBuilder(INTRODUCTION);
    for (FacetType<?> facet : FacetType.ALL) {
      text.append("\n## `").append(facet.name()).append("`\n\n");
      text.append("| field | type | meaning | example | not known |\n|---|---|---|---|---|\n");
      for (Map.Entry<String, FieldDescription> field : facet.descriptions().entrySet()) {
        FieldDescription description = field.getValue();
        text.append(
            "| `%s.%s` | %s | %s | %s | %s |\n"
                .formatted(
                    facet.name(),
                    field.getKey(),
                    word(facet.fieldType(field.getKey()).orElseThrow()),
                    description.meaning(),
                    description.example(),
                    description.unknown().isEmpty() ? "never" : description.unknown()));
      }
    }
    return text.toString();
  }

  private static String word(CelType type) {
    return CelTypes.format(type).replace("google.protobuf.Timestamp", "timestamp");
  }
}
