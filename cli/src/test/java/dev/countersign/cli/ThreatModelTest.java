package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The threat model names tests; each of them has to be there. */
class ThreatModelTest {

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    Path root = Path.of("..").toAbsolutePath().normalize();
    Set<String> tests;
    try (Stream<Path> files = Files.walk(root, 8)) {
      tests =
          files
              .map(file -> file.getFileName().toString())
              .filter(name -> name.endsWith("Test.java"))
              .map(name -> name.substring(0, name.length() - ".java".length()))
              .collect(Collectors.toSet());
    }
    Set<String> named =
        Pattern.compile("`([A-Z][A-Za-z0-9]*Test)`")
            .matcher(Files.readString(root.resolve("docs").resolve("threat-model.md")))
            .results()
            .map((MatchResult match) -> match.group(1))
            .collect(Collectors.toSet());
    assertThat(named).hasSizeGreaterThan(15);
    assertThat(tests).containsAll(named);
  }
}
