package dev.countersign.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A reviewed list about operations, out of a text file of this module: a line is a service's id or
 * {@code *}, a name or a pattern with {@code *} for operations, and what the list says about them.
 * A number sign begins a comment. The first line that fits an operation counts.
 */
final class Table {

  /**
   * @param operation what the line is for
   * @param words what follows, separated by white space
   */
  record Line(Predicate<String> operation, List<String> words) {}

  private static final String EVERY = "*";

  private final Map<String, List<Line>> byService = new HashMap<>();

  private Table() {}

  /** Reads the resource {@code name} beside this class. */
  static Table of(String name) {
    Table table = new Table();
    words(name).forEach(table::add);
    return table;
  }

  /** The words of each line of the resource {@code name}, without the comments. */
  static List<List<String>> words(String name) {
    try (InputStream raw = Table.class.getResourceAsStream(name)) {
      if (raw == null) {
        throw new IllegalStateException("the resource " + name + " is missing");
      }
      return new BufferedReader(new InputStreamReader(raw, StandardCharsets.UTF_8))
          .lines()
          .map(line -> line.replaceFirst("(^|\\s)#.*", "").strip())
          .filter(line -> !line.isEmpty())
          .map(line -> List.of(line.split("\\s+")))
          .toList();
    } catch (IOException e) {
      throw new IllegalStateException("the resource " + name + " cannot be read", e);
    }
  }

  private void add(List<String> words) {
    if (words.size() < 2) {
      throw new IllegalStateException("a table's line needs a service and an operation: " + words);
    }
    Predicate<String> operation =
        Pattern.compile(Pattern.quote(words.get(1)).replace("*", "\\E.*\\Q")).asMatchPredicate();
    byService
        .computeIfAbsent(words.getFirst(), key -> new ArrayList<>())
        .add(new Line(operation, words.subList(2, words.size())));
  }

  /** Every line that fits, in order, those for every service last. */
  List<List<String>> all(String service, String operation) {
    return Stream.concat(own(service, operation), common(operation)).toList();
  }

  /** The lines for this service alone. */
  Stream<List<String>> own(String service, String operation) {
    return byService.getOrDefault(service, List.of()).stream()
        .filter(line -> line.operation.test(operation))
        .map(Line::words);
  }

  /** The lines for every service. */
  Stream<List<String>> common(String operation) {
    return own(EVERY, operation);
  }

  boolean contains(String service, String operation) {
    return !all(service, operation).isEmpty();
  }
}
