package dev.countersign.credentials;

import dev.countersign.model.Diagnostic;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Files that hold one secret. */
final class SecretFile {

  private SecretFile() {}

  /**
   * The text of a file without the line end after it.
   *
   * @throws InvalidFileException where it cannot be read or is empty
   */
  static Secret read(Path file) {
    try {
      String text = Files.readString(file).strip();
      if (text.isEmpty()) {
        throw invalid(file, "the secret file is empty");
      }
      return Secret.of(text);
    } catch (IOException _) {
      throw invalid(file, "the secret file cannot be read");
    }
  }

  private static InvalidFileException invalid(Path file, String message) {
    return new InvalidFileException(List.of(new Diagnostic(file.toString(), 1, 1, message, "")));
  }
}
