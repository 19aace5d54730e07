package dev.countersign.config;

import dev.countersign.config.YamlNode.Scalar;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** What the factories of {@link Shape} are made of. */
final class Shapes {

  private static final int SHOWN = 80;

  /** The longest text that has a form: an ARN. */
  static final int MAX_FORMED = 2048;

  private Shapes() {}

  record Simple<T>(Map<String, Object> schema, Shape.Reading<T> reading) implements Shape<T> {
    @Override
    public Optional<T> read(YamlNode node, Diagnostics diagnostics) {
      return reading.read(node, diagnostics);
    }
  }

  static Optional<Scalar> scalar(YamlNode node, Diagnostics diagnostics) {
    if (node instanceof Scalar scalar && !scalar.isNull()) {
      return Optional.of(scalar);
    }
    diagnostics.add(node.place(), got(node) + " (expected: a text)");
    return Optional.empty();
  }

  /** A single value whose text is read by {@code parser}; empty means that it has another form. */
  static <T> Shape<T> parsed(
      Map<String, Object> schema, String expected, Function<String, Optional<T>> parser) {
    return Shape.of(
        schema,
        (node, diagnostics) -> {
          Optional<T> value =
              node instanceof Scalar scalar && !scalar.isNull()
                  ? parser.apply(scalar.text())
                  : Optional.empty();
          if (value.isEmpty()) {
            diagnostics.add(node.place(), got(node) + " (expected: " + expected + ")");
          }
          return value;
        });
  }

  /** What stands there, short enough for a message. */
  static String got(YamlNode node) {
    if (!(node instanceof Scalar scalar) || scalar.isNull()) {
      return node.kind();
    }
    String text = scalar.written().strip().replace('\n', ' ');
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
  }

  /** {@code a, b or c}. */
  static String either(String... words) {
    int last = words.length - 1;
    return last == 0
        ? words[0]
        : String.join(", ", Arrays.copyOf(words, last)) + " or " + words[last];
  }

  /** A map that keeps its order, which schemas are easier to read in. */
  static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
