package dev.countersign.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
}
