package dev.countersign.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Paths: relative ones are below the directory of the file that they stand in. */
final class Paths {

  private Paths() {}

  /** A path, made absolute. */
  static Shape<Path> path() {
    return Shape.of(
        Map.of("type", "string", "minLength", 1),
        (node, diagnostics) ->
            Shape.text()
                .then("a path", text -> resolve(node.place().source().file(), text))
                .read(node, diagnostics));
  }

  private static Optional<Path> resolve(String file, String text) {
    try {
      return Optional.of(Path.of(file).toAbsolutePath().resolveSibling(text).normalize());
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /** A pattern of files, made absolute the same way; its wildcards stay, and so do packs' names. */
  static String pattern(Path file, String text) {
    if (text.startsWith("pack:")) {
      return text;
    }
    return resolve(file.toString(), text).map(Path::toString).orElse(text);
  }
}
