package dev.countersign.config;

import dev.countersign.config.YamlNode.Entry;
import dev.countersign.config.YamlNode.Mapping;
import dev.countersign.config.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An entry of a mapping whose keys are the operator's own names. */
record Named<T>(Scalar key, T value) {

  String name() {
    return key.text();
  }

  /**
   * A mapping from names to values; the empty list where it is empty.
   *
   * @param regex what names must look like
   * @param expected the same in words
   */
  static <T> Shape<List<Named<T>>> all(String regex, String expected, Shape<T> value) {
    return new All<>(regex, expected, value);
  }

  /** The shape of such a mapping, whose values the documentation lists as well. */
  record All<T>(String regex, String expected, Shape<T> value) implements Shape<List<Named<T>>> {

    @Override
    public Optional<List<Named<T>>> read(YamlNode node, Diagnostics diagnostics) {
      if (!(node instanceof Mapping mapping)) {
        diagnostics.add(node.place(), Shapes.got(node) + " (expected: a mapping)");
        return Optional.empty();
      }
      List<Named<T>> all = new ArrayList<>();
      for (Entry entry : mapping.entries()) {
        Scalar key = entry.key();
        if (key.text().length() > Shapes.MAX_FORMED || !key.text().matches(regex)) {
          diagnostics.add(key.place(), Shapes.got(key) + " (expected: " + expected + ")");
        }
        value.read(entry.value(), diagnostics).ifPresent(it -> all.add(new Named<>(key, it)));
      }
      return Optional.of(List.copyOf(all));
    }

    @Override
    public Map<String, Object> schema() {
      Map<String, Object> schema = new LinkedHashMap<>();
      schema.put("type", "object");
      schema.put("propertyNames", Map.of("pattern", "^(?:" + regex + ")$"));
      schema.put("additionalProperties", value.schema());
      return schema;
    }
  }
}
