package dev.countersign.cli;

import dev.countersign.config.ConfigReader;
import dev.countersign.config.GatewayConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --config}, and where the config is looked for without it. */
final class ConfigOption {

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = {
        "The configuration. Without it: $COUNTERSIGN_CONFIG, ./countersign.yaml, then"
            + " ~/.config/countersign/countersign.yaml."
      })
  private @Nullable Path file;

  private final Map<String, String> environment = System.getenv();

  /** The config in force, read and checked. */
  GatewayConfig read() {
    Path path =
        find()
            .orElseThrow(
                () ->
                    new CliException(
                        "no configuration found (looked for ./countersign.yaml and "
                            + standardFile()
                            + "). Make one: countersign init --account 222222222222=staging"));
    return read(path);
  }

  GatewayConfig read(Path path) {
    if (!Files.isReadable(path)) {
      throw new CliException(path + ": no such file, or it cannot be read");
    }
    return ConfigReader.read(path, environment);
  }

  /** The file that {@link #read()} would read; a file that was named need not exist. */
  Optional<Path> find() {
    if (file != null) {
      return Optional.of(file.toAbsolutePath());
    }
    @Nullable String named = environment.get("COUNTERSIGN_CONFIG");
    if (named != null && !named.isEmpty()) {
      return Optional.of(Path.of(named).toAbsolutePath());
    }
    return Stream.of(Path.of("countersign.yaml").toAbsolutePath(), standardFile())
        .filter(Files::exists)
        .findFirst();
  }

  /** Where {@code init} writes and everything else looks last. */
  static Path standardFile() {
    @Nullable String xdg = System.getenv("XDG_CONFIG_HOME");
    @Nullable String home = System.getenv("HOME");
    Path base =
        xdg == null || xdg.isEmpty()
            ? Path.of(home == null ? System.getProperty("user.home") : home, ".config")
            : Path.of(xdg);
    return base.resolve("countersign").resolve("countersign.yaml");
  }
}
