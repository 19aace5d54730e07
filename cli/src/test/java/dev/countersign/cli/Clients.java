package dev.countersign.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The scripts that real clients run, and the rules that they run under. */
final class Clients {

  private Clients() {}

  static String rules() {
    return text("rules.yaml");
  }

  static String text(String name) {
    return resource("/clients/" + name);
  }

  /** A file of the test's resources. */
  static String resource(String name) {
    try (InputStream in =
        Objects.requireNonNull(Clients.class.getResourceAsStream(name), "no such file: " + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Leaves a test out where a client is not installed, unless it has to be. */
  static void needs(String... command) {
    assumeTrue(
        System.getenv("COUNTERSIGN_REQUIRE_CLIENTS") != null || succeeds(List.of(command)),
        "not installed: " + command[0]);
  }

  private static boolean succeeds(List<String> command) {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }
}
