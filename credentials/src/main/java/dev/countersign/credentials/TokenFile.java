package dev.countersign.credentials;

import dev.countersign.model.Diagnostic;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Files with a web identity token, which a platform writes and renews. Unlike the operator's secret
 * files they may be readable by a group: that is how Kubernetes projects them.
 */
final class TokenFile {

  /** AWS STS API Reference, AssumeRoleWithWebIdentity, WebIdentityToken. */
  private static final int MAX_BYTES = 20_000;

  private TokenFile() {}

  /**
   * The token without the line end after it.
   *
   * @throws InvalidFileException where the file cannot be read, is empty or too long
   */
  static Secret read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      String token = new String(bytes, StandardCharsets.US_ASCII).strip();
      if (token.isEmpty() || bytes.length > MAX_BYTES) {
        throw invalid(file, "holds no web identity token (expected: 1 to 20000 bytes)");
      }
      return Secret.of(token);
    } catch (IOException e) {
      throw invalid(file, "cannot be read (" + e.getClass().getSimpleName() + ")");
    }
  }

  private static InvalidFileException invalid(Path file, String message) {
    return new InvalidFileException(List.of(new Diagnostic(file.toString(), 1, 1, message, "")));
  }
}
