package dev.countersign.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A mapping with known {@link Key}s.
 *
 * @param refused keys that people try, and what they are told
 */
record Section(List<Key<?>> keys, Map<String, String> refused) implements Shape<Section.Values> {

  static Section of(Key<?>... keys) {
    return new Section(List.of(keys), Map.of());
  }

  /** The same section with an answer to a key that people try. */
  Section refusing(String key, String message) {
    Map<String, String> more = new LinkedHashMap<>(refused);
    more.put(key, message);
    return new Section(keys, more);
  }

  /** What stands in a section. */
  static final class Values {
    private final Place place;
    private final Map<String, Object> values = new HashMap<>();
    private final Map<String, Place> places = new HashMap<>();

    private Values(Place place) {
      this.place = place;
    }

    /** The value of a key that is required or has a default. */
    <T> T get(Key<T> key) {
      return find(key)
          .orElseThrow(() -> new IllegalStateException("no value and no default: " + key.name()));
    }

    /** The value of a key that may be absent. */
    @SuppressWarnings(
        "unchecked") // A value is put under a key's name only as its own shape has read it.
    <T> Optional<T> find(Key<T> key) {
      return Optional.ofNullable((T) values.get(key.name()));
    }

    /** Where the value of a key stands; where the section does, if the key is absent. */
    Place place(Key<?> key) {
      return places.getOrDefault(key.name(), place);
    }
  }

  @Override
  public Optional<Values> read(YamlNode node, Diagnostics diagnostics) {
    List<String> names = new ArrayList<>(refused.keySet());
    keys.forEach(key -> names.add(key.name()));
    Fields fields = Fields.of(node, names, diagnostics);
    refused.forEach(
        (key, message) ->
            fields.written(key).ifPresent(value -> diagnostics.addUnseen(value.place(), message)));
    Values values = new Values(node.place());
    boolean complete = true;
    for (Key<?> key : keys) {
      complete &= read(key, fields, values, diagnostics);
    }
    return complete ? Optional.of(values) : Optional.empty();
  }

  /** Whether the key has what it needs. */
  private static <T> boolean read(
      Key<T> key, Fields fields, Values values, Diagnostics diagnostics) {
    // A section of which everything is commented out is absent; a value that is missing is wrong.
    Optional<YamlNode> written =
        key.isMapping() ? fields.node(key.name()) : fields.written(key.name());
    written.ifPresent(node -> values.places.put(key.name(), node.place()));
    Optional<T> value =
        written
            .or(
                () ->
                    key.fallback()
                        .map(yaml -> YamlNode.parse(fields.place().source().file(), yaml)))
            .flatMap(node -> key.shape().read(node, diagnostics));
    value.ifPresent(it -> values.values.put(key.name(), it));
    if (key.required() && written.isEmpty()) {
      diagnostics.add(fields.place(), "the key \"" + key.name() + "\" is missing");
    }
    return value.isPresent() || (written.isEmpty() && !key.required());
  }

  @Override
  public Map<String, Object> schema() {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (Key<?> key : keys) {
      properties.put(key.name(), key.shape().with("description", key.meaning()).schema());
    }
    Map<String, Object> schema =
        Shapes.map("type", "object", "properties", properties, "additionalProperties", false);
    List<String> required = keys.stream().filter(Key::required).map(Key::name).toList();
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    return schema;
  }
}
