package dev.countersign.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuleFilesTest {

  @TempDir Path directory;

  @BeforeEach
  void files() throws IOException {
    for (String name : List.of("b.yaml", "a.yaml", ".hidden.yaml", "a.yaml~", "team/c.yaml")) {
      Path file = directory.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "# " + name);
    }
  }

  @Test
  void filesComeInTheOrderOfTheirPathsAndOnce() {
    assertThat(names("*.yaml", "a.yaml")).containsExactly("a.yaml", "b.yaml");
    assertThat(names("b.yaml", "*.yaml")).containsExactly("b.yaml", "a.yaml");
    assertThat(names("**.yaml")).containsExactly("a.yaml", "b.yaml", "team/c.yaml");
    assertThat(names("*/[c-d].yaml")).containsExactly("team/c.yaml");
    assertThat(names("{a,b}.yaml")).containsExactly("a.yaml", "b.yaml");
    assertThat(names(".hidden.yaml")).containsExactly(".hidden.yaml");
  }

  /** As Kubernetes mounts a ConfigMap: the files are links through a hidden directory. */
  @Test
  void linksAreFollowed() throws IOException {
    Path real = Files.createDirectories(directory.resolve("mount/..2026"));
    Files.writeString(real.resolve("d.yaml"), "# d");
    Files.createSymbolicLink(directory.resolve("mount/..data"), Path.of("..2026"));
    Files.createSymbolicLink(directory.resolve("mount/d.yaml"), Path.of("..data/d.yaml"));
    assertThat(names("mount/**.yaml")).containsExactly("mount/d.yaml");
  }

  @Test
  void everyPatternMustMatch() {
    assertThatThrownBy(() -> names("*.yml", "a.yaml", "absent/*.yaml"))
        .isInstanceOf(InvalidFileException.class)
        .hasMessageContaining(directory + "/*.yml:1:1: no rule file matches this")
        .hasMessageContaining(directory + "/absent/*.yaml:1:1: no rule file matches this");
    assertThatThrownBy(() -> RuleFiles.load(List.of("rules/*.yaml")))
        .hasMessageContaining("the path is not absolute");
    assertThatThrownBy(() -> names("[")).hasMessageContaining("cannot be looked for here");
  }

  @Test
  void aFileMustBeReadable() throws IOException {
    Files.write(directory.resolve("latin.yaml"), new byte[] {'#', (byte) 0xe4});
    Files.write(directory.resolve("long.yaml"), new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> names("l*.yaml"))
        .hasMessageContaining("latin.yaml:1:1: the file is not UTF-8")
        .hasMessageContaining("long.yaml:1:1: the file cannot be read: it is too long");
  }

  private List<String> names(String... patterns) {
    List<String> absolute =
        List.of(patterns).stream().map(pattern -> directory + "/" + pattern).toList();
    return RuleFiles.load(absolute).stream()
        .map(source -> directory.relativize(Path.of(source.name())).toString())
        .toList();
  }
}
