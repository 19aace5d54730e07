package dev.countersign.rules;

import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.countersign.config.Diagnostics;
import dev.countersign.config.Fields;
import dev.countersign.config.Shape;
import dev.countersign.config.YamlNode;
import dev.countersign.config.YamlNode.Mapping;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A facet as a test spells it out: some of its fields, each of the type that rules see. */
final class FacetSample {

  private final Map<String, Object> values = new HashMap<>();

  private FacetSample() {}

  /** The fields that stand in a mapping; notes those that do not exist or are of another type. */
  static FacetSample read(YamlNode node, FacetType<?> facet, Diagnostics diagnostics) {
    FacetSample sample = new FacetSample();
    Fields fields = Fields.of(node, facet.fieldNames(), diagnostics);
    for (String name : facet.fieldNames()) {
      facet
          .fieldType(name)
          .flatMap(type -> fields.get(name, shape(type)))
          .ifPresent(value -> sample.values.put(name, value));
    }
    return sample;
  }

  static FacetSample empty() {
    return new FacetSample();
  }

  String text(String field, String otherwise) {
    return (String) values.getOrDefault(field, otherwise);
  }

  boolean flag(String field, boolean otherwise) {
    return (Boolean) values.getOrDefault(field, otherwise);
  }

  long number(String field, long otherwise) {
    return (Long) values.getOrDefault(field, otherwise);
  }

  Instant time(String field, Instant otherwise) {
    return (Instant) values.getOrDefault(field, otherwise);
  }

  List<String> texts(String field, List<String> otherwise) {
    return values.get(field) instanceof List<?> list
        ? list.stream().map(String.class::cast).toList()
        : otherwise;
  }

  Map<String, Object> members(String field) {
    Map<String, Object> members = new HashMap<>();
    if (values.get(field) instanceof Map<?, ?> map) {
      map.forEach((key, value) -> members.put((String) key, value));
    }
    return members;
  }

  private static Shape<?> shape(CelType type) {
    return switch (type.kind()) {
      case CelKind.BOOL -> Shape.bool();
      case CelKind.INT -> Shape.integer(0, Long.MAX_VALUE);
      case CelKind.LIST ->
          Shape.list(Shape.scalar().then("a text", text -> Optional.of(text.text())));
      case CelKind.MAP -> Shape.of(Map.of("type", "object"), FacetSample::map);
      case CelKind.TIMESTAMP ->
          Shape.text().then("a time such as 2026-01-31T09:30:00Z", FacetSample::instant);
      default -> Shape.scalar().then("a text", text -> Optional.of(text.text()));
    };
  }

  private static Optional<Object> map(YamlNode node, Diagnostics diagnostics) {
    if (!(node instanceof Mapping mapping)) {
      diagnostics.add(node.place(), node.kind() + " (expected: a mapping)");
      return Optional.empty();
    }
    Map<String, Object> members = new HashMap<>();
    for (YamlNode.Entry entry : mapping.entries()) {
      Object value = entry.value().plain();
      if (value == null) {
        diagnostics.add(entry.value().place(), "nothing (expected: a value)");
      } else {
        members.put(entry.key().text(), value);
      }
    }
    return Optional.of(members);
  }

  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }
}
