package dev.countersign.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Counts by line and column, printed as a table into the build's output. */
final class Tally {

  private final String title;
  private final Map<String, Map<String, int[]>> lines = new LinkedHashMap<>();
  private final List<String> problems = new ArrayList<>();

  Tally(String title) {
    this.title = title;
  }

  void count(String line, String column) {
    cell(line, column)[0]++;
  }

  private int[] cell(String line, String column) {
    return lines
        .computeIfAbsent(line, key -> new LinkedHashMap<>())
        .computeIfAbsent(column, key -> new int[1]);
  }

  int of(String line, String column) {
    return cell(line, column)[0];
  }

  int total() {
    return lines.values().stream().flatMap(l -> l.values().stream()).mapToInt(c -> c[0]).sum();
  }

  /** Something that should not be; shown by the test that fails. */
  void wrong(String problem) {
    problems.add(problem);
  }

  List<String> problems() {
    return problems;
  }

  void print() {
    Set<String> columns = new LinkedHashSet<>();
    lines.values().forEach(line -> columns.addAll(line.keySet()));
    int first =
        Math.max(title.length(), lines.keySet().stream().mapToInt(String::length).max().orElse(0));
    System.out.println(
        "\n"
            + pad(title, first)
            + columns.stream().map(c -> right(c, c)).collect(Collectors.joining()));
    lines.forEach(
        (line, cells) ->
            System.out.println(
                pad(line, first)
                    + columns.stream()
                        .map(c -> right(cells.containsKey(c) ? "" + cells.get(c)[0] : "", c))
                        .collect(Collectors.joining())));
  }

  private static String pad(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }

  private static String right(String text, String column) {
    int width = Math.max(column.length(), 6) + 2;
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
