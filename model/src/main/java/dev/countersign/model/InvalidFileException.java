package dev.countersign.model;

import java.util.List;
import java.util.stream.Collectors;

/** A file that a person wrote cannot be used; holds everything that was found wrong with it. */
public final class InvalidFileException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Diagnostic> diagnostics;

  public InvalidFileException(List<Diagnostic> diagnostics) {
    super(diagnostics.stream().map(Diagnostic::render).collect(Collectors.joining("\n")));
    if (diagnostics.isEmpty()) {
      throw new IllegalArgumentException("an invalid file needs at least one diagnostic");
    }
    this.diagnostics = List.copyOf(diagnostics);
  }

  /** At least one, in the order of the file. */
  public List<Diagnostic> diagnostics() {
    return diagnostics;
  }
}
