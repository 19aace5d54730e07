package dev.countersign.config;

import dev.countersign.model.Diagnostic;
import dev.countersign.model.InvalidFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects what is wrong, so that the operator sees all of it at once and not one mistake a run.
 * Not safe for several threads.
 */
public final class Diagnostics {

  private static final int MAX = 100;

  private final Map<String, List<Diagnostic>> byFile = new LinkedHashMap<>();
  private int count;

  /** Notes that something is wrong at a place. The first hundred are kept. */
  public void add(Place place, String message) {
    add(place.diagnostic(message));
  }

  /** As {@link #add(Place, String)}, without showing the line: it may hold a secret. */
  void addUnseen(Place place, String message) {
    Diagnostic seen = place.diagnostic(message);
    add(new Diagnostic(seen.file(), seen.line(), seen.column(), seen.message(), ""));
  }

  /**
   * Notes a name that stands there twice.
   *
   * @param seen the names so far, to which this one is added
   */
  void unique(Map<String, Place> seen, String name, Place place) {
    Place before = seen.putIfAbsent(name, place);
    if (before != null) {
      add(place, name + " stands in line " + before.line() + " already");
    }
  }

  /** Notes something that was found elsewhere. */
  public void add(Diagnostic diagnostic) {
    if (count++ < MAX) {
      byFile.computeIfAbsent(diagnostic.file(), _ -> new ArrayList<>()).add(diagnostic);
    }
  }

  /** Whether whatever is noted from now on is lost. */
  public boolean isFull() {
    return count >= MAX;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Everything so far: files in the order of their first mistake, then lines and columns. */
  public List<Diagnostic> all() {
    Comparator<Diagnostic> order =
        Comparator.comparingInt(Diagnostic::line).thenComparingInt(Diagnostic::column);
    return byFile.values().stream().flatMap(list -> list.stream().sorted(order)).toList();
  }

  /**
   * @throws InvalidFileException where anything was noted
   */
  public void throwIfAny() {
    if (!isEmpty()) {
      throw new InvalidFileException(all());
    }
  }
}
