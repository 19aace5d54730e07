package dev.countersign.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One mapping of the configuration: its keys, each with its shape and a sentence about it. The
 * reader and the JSON Schema both come from here.
 *
 * @param notYet keys that the design has and this version does not: named as such, not as typing
 *     mistakes
 */
record Section(List<ConfigKey<?>> keys, List<String> notYet) {

  static Section of(ConfigKey<?>... keys) {
    return new Section(List.of(keys), List.of());
  }

  Section notYet(String... names) {
    return new Section(keys, List.of(names));
  }

  /** The section as a shape: its fields, from which {@link ConfigKey#in} takes the values. */
  Shape<Fields> shape() {
    return Shape.of(schema(), (node, diagnostics) -> Optional.of(fields(node, diagnostics)));
  }

  private Fields fields(YamlNode node, Diagnostics diagnostics) {
    List<String> known =
        Stream.concat(keys.stream().map(ConfigKey::name), notYet.stream()).toList();
    Fields fields = Fields.of(node, known, diagnostics);
    for (String name : notYet) {
      fields
          .node(name)
          .ifPresent(
              value -> diagnostics.add(value.place(), "this is not supported by this version yet"));
    }
    return fields;
  }

  private Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (ConfigKey<?> key : keys) {
      properties.put(key.name(), key.shape().with("description", key.about()).schema());
    }
    return Shapes.map("type", "object", "properties", properties, "additionalProperties", false);
  }

  /** A mapping whose keys are free and whose values are all of one shape. */
  static <T> Shape<Map<YamlNode.Scalar, T>> byName(Shape<T> value) {
    return Shape.of(
        Shapes.map("type", "object", "additionalProperties", value.schema()),
        (node, diagnostics) -> {
          if (!(node instanceof YamlNode.Mapping mapping)) {
            diagnostics.add(node.place(), Shapes.got(node) + " (expected: a mapping)");
            return Optional.empty();
          }
          Map<YamlNode.Scalar, T> values = new LinkedHashMap<>();
          for (YamlNode.Entry entry : mapping.entries()) {
            value.read(entry.value(), diagnostics).ifPresent(read -> values.put(entry.key(), read));
          }
          return Optional.of(values);
        });
  }
}
