package dev.countersign.config;

import dev.countersign.model.Diagnostic;

/**
 * A place in a file.
 *
 * @param line from 1
 * @param column from 1, in characters
 * @param path what stands there, as keys and indexes from the root: {@code rules[2].name}; empty
 *     for the root
 */
public record Place(Source source, int line, int column, String path) {

  /** The same thing, seen at another position of the same file. */
  Place moved(int line, int column) {
    return new Place(source, line, column, path);
  }

  /** Something wrong here; names the path. */
  public Diagnostic diagnostic(String message) {
    String named = path.isEmpty() ? message : path + ": " + message;
    return new Diagnostic(source.file(), line, column, named, source.line(line));
  }

  @Override
  public String toString() {
    return source.file() + ":" + line + ":" + column;
  }
}
