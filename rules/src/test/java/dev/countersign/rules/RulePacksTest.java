package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pack does what its tests say, and every rule of it is reached by one. */
class RulePacksTest {

  static List<String> names() {
    return RulePacks.NAMES;
  }

  @ParameterizedTest
  @MethodSource("names")
  void aPackDoesWhatItsTestsSay(String name) {
    RuleSource pack = RuleFiles.load(List.of("pack:" + name)).getFirst();
    RuleTestRun run =
        RuleTestRun.of(RuleSet.compile(List.of(pack, RulePacks.tests(name)), Vocabularies.AWS));
    assertThat(run.results()).hasSizeGreaterThan(10);
    assertThat(run.results()).allSatisfy(result -> assertThat(result.failure()).isEmpty());
    assertThat(run.unreached()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void aPackIsDocumented(String name) throws IOException {
    assertThat(Files.readString(Path.of("../docs/rule-packs.md")))
        .contains("## `pack:" + name + "`");
  }

  @Test
  void packsStandTogetherAndAreTakenOnce() {
    List<String> patterns =
        Stream.concat(names().stream(), names().stream()).map(n -> "pack:" + n).toList();
    List<RuleSource> sources = RuleFiles.load(patterns);
    assertThat(sources)
        .extracting(RuleSource::name)
        .containsExactlyElementsOf(patterns.subList(0, 3));
    assertThat(RuleSet.compile(sources, Vocabularies.CONFIGURED).rules()).hasSizeGreaterThan(15);
  }

  @Test
  void aPackThatDoesNotExistIsAnError() {
    assertThatThrownBy(() -> RuleFiles.load(List.of("pack:readonly")))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(
            "there is no rule pack of this name (did you mean \"pack:read-only\"?)");
    assertThatThrownBy(() -> RuleFiles.load(List.of("pack:../packs/read-only")))
        .isInstanceOf(InvalidFileException.class);
  }
}
