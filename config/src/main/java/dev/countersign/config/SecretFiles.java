package dev.countersign.config;

import dev.countersign.model.Diagnostic;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;

/** Files that hold one secret and nothing else. */
public final class SecretFiles {

  private static final int MAX_BYTES = 4 * 1024;

  private SecretFiles() {}

  /**
   * The text of a UTF-8 file without the line end after it.
   *
   * @throws InvalidFileException where it cannot be read, is empty, is over 4 KiB, or may be read
   *     by others
   */
  public static Secret read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      Set<PosixFilePermission> others = Files.getPosixFilePermissions(file);
      others.removeAll(PosixFilePermissions.fromString("rwx------"));
      if (!others.isEmpty()) {
        throw invalid(file, "others may read this secret; take that away: chmod 600 " + file);
      }
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw invalid(file, "this is no secret: it has over " + MAX_BYTES + " bytes");
      }
      String text = new String(bytes, StandardCharsets.UTF_8).strip();
      if (text.isEmpty()) {
        throw invalid(file, "the secret file is empty");
      }
      return Secret.of(text);
    } catch (IOException e) {
      throw invalid(file, "the secret file cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static InvalidFileException invalid(Path file, String message) {
    return new InvalidFileException(List.of(new Diagnostic(file.toString(), 1, 1, message, "")));
  }
}
