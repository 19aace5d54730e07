package dev.countersign.rules;

import dev.countersign.config.Diagnostics;
import dev.countersign.config.YamlNode.Scalar;
import dev.countersign.model.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * The captured requests that tests hold or name.
 *
 * @param calls reads them; empty where nobody runs the tests, so that a capture which is gone keeps
 *     no rule from being in force
 */
record Captures(Optional<CapturedCalls> calls, Diagnostics diagnostics) {

  /** A request that stands in the rule file. The line end at the block's end is no part of it. */
  Optional<Sample> inline(Scalar text) {
    String request = text.text();
    String whole = request.endsWith("\n") ? request.substring(0, request.length() - 1) : request;
    return read(text, () -> whole.getBytes(StandardCharsets.UTF_8));
  }

  /** A request in a file of its own, somewhere below the directory of the rule file. */
  Optional<Sample> file(Scalar path) {
    Optional<Path> file = below(path);
    if (file.isEmpty()) {
      diagnostics.add(
          path.place(),
          path.text() + " (expected: a path below the rule file's directory, relative to it)");
      return Optional.empty();
    }
    return read(path, () -> RuleFiles.bytes(file.get()));
  }

  private interface Bytes {
    byte[] get() throws IOException;
  }

  private Optional<Sample> read(Scalar stated, Bytes bytes) {
    try {
      return calls.isEmpty() ? Optional.empty() : Optional.of(calls.get().read(bytes.get()));
    } catch (Refusal refusal) {
      diagnostics.add(
          stated.place(),
          "refused before the rules: " + refusal.getMessage() + " (" + refusal.failure() + ")");
    } catch (IOException e) {
      diagnostics.add(stated.place(), "the request cannot be read: " + e.getMessage());
    }
    return Optional.empty();
  }

  private static Optional<Path> below(Scalar path) {
    try {
      Path directory =
          Objects.requireNonNull(
              Path.of(path.place().source().file()).toAbsolutePath().getParent());
      Path file = directory.resolve(path.text()).normalize();
      boolean below =
          !Path.of(path.text()).isAbsolute()
              && !path.text().startsWith("~")
              && file.startsWith(directory.normalize())
              && !file.equals(directory.normalize());
      return below ? Optional.of(file) : Optional.empty();
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }
}
