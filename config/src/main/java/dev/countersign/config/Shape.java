package dev.countersign.config;

import dev.countersign.config.YamlNode.Scalar;
import dev.countersign.config.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a value must look like: reads a node into a {@code T} and describes itself as a JSON Schema,
 * so that the reader and what editors are told cannot drift apart.
 */
public interface Shape<T> {

  /** The value; empty where the node is not of this shape, which is then noted. */
  Optional<T> read(YamlNode node, Diagnostics diagnostics);

  /** JSON Schema 2020-12, as maps, lists, texts, numbers and booleans. */
  Map<String, Object> schema();

  /** The node as it stands. */
  static Shape<YamlNode> any() {
    return of(Map.of(), (node, _) -> Optional.of(node));
  }

  /** A single value with its place, whatever it is; for texts that somebody else parses. */
  static Shape<Scalar> scalar() {
    return of(Map.of("type", "string"), Shapes::scalar);
  }

  /** A text that is not empty. */
  static Shape<String> text() {
    return Shapes.parsed(
        Map.of("type", "string", "minLength", 1),
        "a text that is not empty",
        text -> text.isBlank() ? Optional.empty() : Optional.of(text));
  }

  /** A text of a form, of at most 2048 characters. */
  static Shape<String> text(String regex, String expected) {
    return Shapes.parsed(
        Map.of("type", "string", "pattern", "^(?:" + regex + ")$"),
        expected,
        // Java's expressions recurse, so that a text without a bound could exhaust the stack.
        text ->
            text.length() <= Shapes.MAX_FORMED && text.matches(regex)
                ? Optional.of(text)
                : Optional.empty());
  }

  /** {@code true} or {@code false}. */
  static Shape<Boolean> bool() {
    return Shapes.parsed(Map.of("type", "boolean"), "true or false", CoreSchema::bool);
  }

  /** A whole number between two, both included. */
  static Shape<Long> integer(long least, long most) {
    return Shapes.parsed(
        Map.of("type", "integer", "minimum", least, "maximum", most),
        "a whole number from " + least + " to " + most,
        text -> CoreSchema.integer(text).filter(value -> value >= least && value <= most));
  }

  /** One of some words. */
  static Shape<String> oneOf(String... words) {
    return Shapes.parsed(
        Map.of("enum", List.of(words)),
        Shapes.either(words),
        text -> Arrays.asList(words).contains(text) ? Optional.of(text) : Optional.empty());
  }

  /** A list; items that are wrong are noted and left out. */
  static <T> Shape<List<T>> list(Shape<T> item) {
    return of(
        Shapes.map("type", "array", "items", item.schema()),
        (node, diagnostics) -> {
          if (!(node instanceof Sequence sequence)) {
            diagnostics.add(node.place(), Shapes.got(node) + " (expected: a list)");
            return Optional.empty();
          }
          List<T> items = new ArrayList<>();
          sequence.items().forEach(one -> item.read(one, diagnostics).ifPresent(items::add));
          return Optional.of(List.copyOf(items));
        });
  }

  /**
   * Reads on with {@code next}, which may be partial: empty is then noted with what it expected.
   */
  default <U> Shape<U> then(String expected, Function<T, Optional<U>> next) {
    return of(
        schema(),
        (node, diagnostics) -> {
          Optional<T> first = read(node, diagnostics);
          Optional<U> value = first.flatMap(next);
          if (first.isPresent() && value.isEmpty()) {
            diagnostics.add(node.place(), Shapes.got(node) + " (expected: " + expected + ")");
          }
          return value;
        });
  }

  /** The same shape with more said about it in the schema. */
  default Shape<T> with(String keyword, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(schema());
    more.put(keyword, value);
    return of(more, this::read);
  }

  /** A shape from its two halves. */
  static <T> Shape<T> of(Map<String, Object> schema, Reading<T> reading) {
    return new Shapes.Simple<>(schema, reading);
  }

  /** How a node becomes a value. */
  @FunctionalInterface
  interface Reading<T> {
    Optional<T> read(YamlNode node, Diagnostics diagnostics);
  }
}
