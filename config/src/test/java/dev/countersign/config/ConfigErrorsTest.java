package dev.countersign.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.model.InvalidFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Broken files and, beside each, exactly what the operator is told. Run with {@code
 * -Dgolden.write=true} to write the expectations anew, and read the difference.
 */
class ConfigErrorsTest {

  private static final Path DIRECTORY = Path.of("src/test/resources/errors");
  private static final String HOSTILE = "-----what the environment holds-----";

  static List<Path> files() throws IOException {
    try (var files = Files.list(DIRECTORY)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void theOperatorIsTold(Path file) throws IOException {
    InvalidFileException error =
        catchThrowableOfType(
            InvalidFileException.class,
            () -> ConfigReader.read(file, Map.of("PROFILE", "dev", "HOSTILE", HOSTILE)));
    String told =
        String.valueOf(error.getMessage()).replace(DIRECTORY.toAbsolutePath() + "/", "") + "\n";
    Path golden = DIRECTORY.resolve(file.getFileName().toString().replace(".yaml", ".expected"));
    if (Boolean.getBoolean("golden.write")) {
      Files.writeString(golden, told);
    }
    assertThat(told).isEqualTo(Files.readString(golden)).doesNotContain(HOSTILE);
  }
}
