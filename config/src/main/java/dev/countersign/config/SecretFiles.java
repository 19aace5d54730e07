package dev.countersign.config;

import dev.countersign.model.Diagnostic;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** Files that hold one secret and nothing else. */
public final class SecretFiles {

  private static final int MAX_BYTES = 4096;

  private SecretFiles() {}

  /**
   * The secret in a file: UTF-8, at most 4 KiB, without the line end that editors put at the end.
   *
   * @throws InvalidFileException where it cannot be read, is empty, too long, of several lines, or
   *     group or others may use it; the message never holds any of the content
   */
  public static Secret read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      refuseOthers(file);
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw invalid(file, "too long for a secret (expected: at most 4 KiB)");
      }
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(bytes))
              .toString()
              .replaceFirst("\r?\n\\z", "");
      if (text.isBlank()) {
        throw invalid(file, "empty (expected: a secret)");
      }
      if (text.chars().anyMatch(Character::isISOControl)) {
        throw invalid(file, "more than one line, or control characters (expected: a secret alone)");
      }
      return Secret.of(text);
    } catch (NoSuchFileException e) {
      throw invalid(file, "there is no such file (expected: a secret, mode 0600)");
    } catch (CharacterCodingException e) {
      throw invalid(file, "not UTF-8");
    } catch (IOException e) {
      throw invalid(file, "cannot be read: " + e);
    }
  }

  private static void refuseOthers(Path file) throws IOException {
    if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    String mode = PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    if (!mode.endsWith("------")) {
      throw invalid(
          file, "others than its owner may use it (mode " + mode + "); run: chmod 600 " + file);
    }
  }

  private static InvalidFileException invalid(Path file, String message) {
    return new InvalidFileException(List.of(new Diagnostic(file.toString(), 1, 1, message, "")));
  }
}
