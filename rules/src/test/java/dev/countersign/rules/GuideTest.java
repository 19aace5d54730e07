package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples of {@code docs/rules.md} compile, and their tests pass. */
class GuideTest {

  private static final Pattern EXAMPLE = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");

  static List<String> examples() throws IOException {
    return EXAMPLE.matcher(guide()).results().map(example -> example.group(1)).toList();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void anExampleDoesWhatItSays(String example) {
    RuleSet rules =
        RuleSet.compile(List.of(new RuleSource("docs/rules.md", example)), Vocabularies.CONFIGURED);
    assertThat(rules.tests()).hasSizeGreaterThanOrEqualTo(2);
    for (RuleTest test : rules.tests()) {
      assertThat(test.failure(rules)).as(test.name()).isEmpty();
    }
  }

  @Test
  void noFenceIsLeftOut() throws IOException {
    long fences = guide().lines().filter(line -> line.equals("```yaml")).count();
    assertThat(examples()).hasSize((int) fences).hasSizeGreaterThanOrEqualTo(6);
  }

  @Test
  void aTestThatFailsSaysWhatItGot() {
    RuleSet rules =
        Calls.rules(
            "rules: [{name: all, allow: true}]",
            "tests:",
            "  - {name: t, call: {service: s3}, expect: {verdict: deny, rule: all}}",
            "  - {name: u, call: {service: s3}, expect: {verdict: allow, rule: (no rule matched)}}");
    assertThat(rules.tests().get(0).failure(rules))
        .contains("got: allow by \"all\" (expected: deny by \"all\")");
    assertThat(rules.tests().get(1).failure(rules))
        .contains("got: allow by \"all\" (expected: allow by \"(no rule matched)\")");
    assertThat(rules.tests().get(0).line()).isEqualTo(3);
  }

  private static String guide() throws IOException {
    return Files.readString(Path.of("../docs/rules.md"));
  }
}
