package dev.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/api.md} says what there is. */
class ReferenceTest {

  @Test
  void everyOperationIsListedAndNoOther() throws IOException {
    Set<String> listed =
        Pattern.compile("(?m)^\\| `([A-Z]+) (/api/\\S+)` \\|")
            .matcher(reference())
            .results()
            .map(it -> it.group(1).toLowerCase(Locale.ROOT) + " " + it.group(2))
            .collect(Collectors.toSet());
    assertThat(listed).isEqualTo(new Described().operations());
  }

  @Test
  void everyStatusAndNoOtherIsListed() throws IOException {
    Set<Integer> listed =
        Pattern.compile("(?m)^\\| ([0-9]{3}) \\|")
            .matcher(reference())
            .results()
            .map(it -> Integer.valueOf(it.group(1)))
            .collect(Collectors.toSet());
    listed.add(Problem.Kind.INTERNAL.status());
    assertThat(listed)
        .isEqualTo(
            Arrays.stream(Problem.Kind.values())
                .map(Problem.Kind::status)
                .collect(Collectors.toSet()));
  }

  private static String reference() throws IOException {
    return Files.readString(Path.of("..", "docs", "api.md"));
  }
}
