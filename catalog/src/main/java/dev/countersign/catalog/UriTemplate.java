package dev.countersign.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The URI of a REST operation as the models write it (Smithy, "http trait"): {@code
 * /{Bucket}/{Key+}?select&select-type=2}.
 *
 * <p>A segment is a literal, a label for exactly one segment that is not empty, or a greedy label
 * for one segment or more. A template has one greedy label at the most; segments may follow it.
 *
 * @param text as in the model
 * @param segments a slash at the end makes no segment
 * @param literals query parameters that must be there, with the value that they must have
 */
record UriTemplate(String text, List<Segment> segments, Map<String, String> literals) {

  /** What stands between two slashes. */
  sealed interface Segment {}

  record Literal(String text) implements Segment {}

  record Label(String name) implements Segment {}

  record Greedy(String name) implements Segment {}

  static UriTemplate parse(String text) {
    int mark = text.indexOf('?');
    String path = mark < 0 ? text : text.substring(0, mark);
    List<Segment> segments = new ArrayList<>();
    for (String segment : path.split("/")) {
      if (!segment.isEmpty()) {
        segments.add(segment(segment));
      }
    }
    Map<String, String> literals = new LinkedHashMap<>();
    for (String literal : mark < 0 ? new String[0] : text.substring(mark + 1).split("&")) {
      int equals = literal.indexOf('=');
      literals.put(
          equals < 0 ? literal : literal.substring(0, equals),
          equals < 0 ? "" : literal.substring(equals + 1));
    }
    return new UriTemplate(text, List.copyOf(segments), literals);
  }

  private static Segment segment(String text) {
    if (!text.startsWith("{")) {
      return new Literal(text);
    }
    return text.endsWith("+}")
        ? new Greedy(text.substring(1, text.length() - 2))
        : new Label(text.substring(1, text.length() - 1));
  }

  /**
   * What the labels stand for, where {@code path} has this form.
   *
   * @param path its segments, decoded
   */
  Optional<Map<String, String>> match(List<String> path) {
    int greedy = greedyAt();
    int longer = path.size() - segments.size();
    if (greedy < 0 ? longer != 0 : longer < 0) {
      return Optional.empty();
    }
    Map<String, String> labels = new HashMap<>();
    for (int i = 0; i < segments.size(); i++) {
      int at = greedy >= 0 && i > greedy ? i + longer : i;
      switch (segments.get(i)) {
        case Literal literal -> {
          if (!literal.text.equals(path.get(at))) {
            return Optional.empty();
          }
        }
        case Label label -> {
          if (path.get(at).isEmpty()) {
            return Optional.empty();
          }
          labels.put(label.name, path.get(at));
        }
        case Greedy label ->
            labels.put(label.name, String.join("/", path.subList(at, at + longer + 1)));
      }
    }
    return Optional.of(labels);
  }

  /** How special this form is: earlier segments count more, a literal more than a label. */
  int compareSpecificity(UriTemplate other) {
    int common = Math.min(segments.size(), other.segments.size());
    for (int i = 0; i < common; i++) {
      int order = Integer.compare(rank(segments.get(i)), rank(other.segments.get(i)));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(other.segments.size(), segments.size());
  }

  private static int rank(Segment segment) {
    return switch (segment) {
      case Literal literal -> 0;
      case Label label -> 1;
      case Greedy greedy -> 2;
    };
  }

  private int greedyAt() {
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i) instanceof Greedy) {
        return i;
      }
    }
    return -1;
  }
}
