package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.model.Failure;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every {@code errors/*.yaml} is refused with exactly what its {@code .expected} says. */
class ErrorMessagesTest {

  private static final Path ERRORS = Path.of("src/test/resources/errors");

  static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(ERRORS)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void aBrokenFileSaysWhatIsWrongAndWhere(Path file) throws IOException {
    String expected =
        Files.readString(Path.of(file.toString().replaceFirst("\\.yaml$", ".expected")));
    assertThat(problem(source(file)).getMessage() + "\n").isEqualTo(expected);
  }

  @Test
  void allFilesAreCheckedAtOnce() throws IOException {
    List<RuleSource> sources = files().stream().map(ErrorMessagesTest::source).toList();
    InvalidFileException problem = problem(sources.toArray(RuleSource[]::new));
    assertThat(problem.diagnostics())
        .extracting(diagnostic -> diagnostic.file())
        .contains("let.yaml", "syntax.yaml", "types.yaml", "unknown-field.yaml");
  }

  @Test
  void aNameIsTakenOnceInAllFiles() {
    String text = "rules:\n  - {name: same, allow: aws.known}";
    assertThat(problem(new RuleSource("a.yaml", text), new RuleSource("b.yaml", text)))
        .hasMessageStartingWith(
            "b.yaml:2:12: rules[0].name: the name \"same\" is taken by the rule at a.yaml:2\n");
  }

  @Test
  void expressionsAreBounded() {
    String deep = "(".repeat(500) + "true" + ")".repeat(500);
    String longText = "aws.service == '" + "x".repeat(40_000) + "'";
    String chain = "aws.params" + ".a".repeat(15_000) + " == 1";
    String sum = "1" + " + 1".repeat(8_000) + " == 1";
    for (String expression : List.of(deep, longText, chain, sum)) {
      assertThat(
              problem(new RuleSource("a.yaml", "rules: [{name: n, deny: \"" + expression + "\"}]")))
          .hasMessageStartingWith("a.yaml:1:26");
    }
  }

  @Test
  void filesAreBounded() {
    String text = "rules: []\n#" + "x".repeat(1 << 20);
    assertThat(problem(new RuleSource("a.yaml", text))).hasMessageContaining("1 MiB");
    String many = "rules:\n" + "- {}\n".repeat(2_001);
    assertThat(problem(new RuleSource("a.yaml", many)))
        .hasMessageContaining("too many rules (expected: at most 2000 in all files)");
  }

  /** Of which nothing can be read. */
  private static Sample capture(byte[] captured) {
    throw new Refusal(Failure.AMBIGUOUS, "two of " + captured.length);
  }

  private static RuleSource source(Path file) {
    try {
      return new RuleSource(file.getFileName().toString(), Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InvalidFileException problem(RuleSource... sources) {
    return catchThrowableOfType(
        InvalidFileException.class,
        () ->
            RuleSet.compile(List.of(sources), Vocabularies.CONFIGURED, ErrorMessagesTest::capture));
  }
}
