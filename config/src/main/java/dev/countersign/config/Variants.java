package dev.countersign.config;

import dev.countersign.config.Section.Values;
import dev.countersign.config.YamlNode.Mapping;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A mapping whose other keys depend on what one of them says.
 *
 * @param key the one, which every section has as well
 */
record Variants<T>(Key<String> key, Map<String, Variant<T>> variants) implements Shape<T> {

  /** The keys that go with one word, and what they make together. */
  record Variant<T>(Section section, Function<Values, T> make) {}

  @Override
  public Optional<T> read(YamlNode node, Diagnostics diagnostics) {
    if (!(node instanceof Mapping mapping)) {
      diagnostics.add(node.place(), Shapes.got(node) + " (expected: a mapping)");
      return Optional.empty();
    }
    Optional<YamlNode> word = mapping.get(key.name());
    if (word.isEmpty()) {
      diagnostics.add(node.place(), "the key \"" + key.name() + "\" is missing");
      return Optional.empty();
    }
    return key.shape()
        .read(word.get(), diagnostics)
        .map(variants::get)
        .flatMap(variant -> variant.section().read(node, diagnostics).map(variant.make()));
  }

  @Override
  public Map<String, Object> schema() {
    List<Map<String, Object>> all =
        variants.entrySet().stream()
            .map(entry -> schema(entry.getKey(), entry.getValue().section()))
            .toList();
    return Shapes.map("oneOf", all);
  }

  private Map<String, Object> schema(String word, Section section) {
    Map<String, Object> schema = new LinkedHashMap<>(section.schema());
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put(key.name(), Map.of("const", word, "description", key.meaning()));
    section.keys().stream()
        .filter(other -> !other.name().equals(key.name()))
        .forEach(
            other ->
                properties.put(
                    other.name(), other.shape().with("description", other.meaning()).schema()));
    schema.put("properties", properties);
    return schema;
  }
}
