package dev.countersign.config;

import dev.countersign.config.YamlNode.Entry;
import dev.countersign.config.YamlNode.Mapping;
import dev.countersign.config.YamlNode.Scalar;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * A mapping whose keys are known in advance. Keys that are not are reported at once, with the key
 * that was probably meant.
 */
public final class Fields {

  private final YamlNode node;
  private final Diagnostics diagnostics;
  private final List<Entry> entries;

  private Fields(YamlNode node, Diagnostics diagnostics, List<Entry> entries) {
    this.node = node;
    this.diagnostics = diagnostics;
    this.entries = entries;
  }

  /** The fields of a node; none, and noted, where it is no mapping. */
  public static Fields of(YamlNode node, Collection<String> known, Diagnostics diagnostics) {
    if (!(node instanceof Mapping mapping)) {
      diagnostics.add(node.place(), node.kind() + " (expected: a mapping)");
      return new Fields(node, diagnostics, List.of());
    }
    for (Entry entry : mapping.entries()) {
      String key = entry.key().text();
      if (!known.contains(key)) {
        diagnostics.add(
            entry.key().place(), "unknown key \"" + key + "\"" + Suggestion.hint(key, known));
      }
    }
    return new Fields(node, diagnostics, mapping.entries());
  }

  /** The value of a key as it stands; empty where the key is absent or has no value. */
  public Optional<YamlNode> node(String key) {
    return written(key).filter(value -> !(value instanceof Scalar scalar && scalar.isNull()));
  }

  /** The value of a key as it stands, even if that is nothing; empty where the key is absent. */
  Optional<YamlNode> written(String key) {
    return entries.stream()
        .filter(entry -> entry.key().text().equals(key))
        .map(Entry::value)
        .findFirst();
  }

  public boolean has(String key) {
    return node(key).isPresent();
  }

  /** The value of a key; empty where it is absent, or wrong, which is then noted. */
  public <T> Optional<T> get(String key, Shape<T> shape) {
    return node(key).flatMap(value -> shape.read(value, diagnostics));
  }

  /** As {@link #get}, and notes it where the key is absent. */
  public <T> Optional<T> require(String key, Shape<T> shape) {
    if (!has(key)) {
      diagnostics.add(node.place(), "the key \"" + key + "\" is missing");
    }
    return get(key, shape);
  }

  public Place place() {
    return node.place();
  }
}
