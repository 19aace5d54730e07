package dev.countersign.catalog;

import dev.countersign.catalog.Shape.Value;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a form's levels stand for (Smithy, "AWS query protocol" and "AWS EC2 query protocol"):
 * {@code Filter.1.Value.2} is the second value of the first filter. What is one thing to the model
 * and another on the wire, such as a list without indices, is refused: readers differ in it.
 *
 * @param shapes the service's table
 */
record FormReader(List<Shape> shapes) {

  private static final int LONGEST_INDEX = 9;

  /** A structure's members, under the model's names. */
  Map<String, Object> members(Map<String, Object> level, FieldSet fields) {
    fields.check(level.keySet());
    Map<String, Object> members = new LinkedHashMap<>();
    for (Shape.Field field : fields) {
      Object node = level.get(field.wire());
      if (node != null) {
        members.put(field.name(), value(field.wire(), node, field.value()));
      }
    }
    return members;
  }

  private Object value(String name, Object node, Value model) {
    if (model.shape() == Value.FREE) {
      return text(name, node, model.type());
    }
    return switch (shapes.get(model.shape())) {
      case Shape.Structure structure -> members(level(name, node), structure.fields());
      case Shape.Listing listing -> list(name, level(name, node), listing);
      case Shape.Mapping mapping -> map(name, level(name, node), mapping);
    };
  }

  private static Object text(String name, Object node, MemberModel.Type type) {
    if (node instanceof String text) {
      return ModelValues.typed(text, type);
    }
    throw foreign(name, "a value");
  }

  private List<Object> list(String name, Map<String, Object> level, Shape.Listing listing) {
    List<Object> elements = new ArrayList<>();
    for (Object element : ordered(name, level, listing.wire())) {
      elements.add(value(name, element, listing.element()));
    }
    return elements;
  }

  private Map<String, Object> map(String name, Map<String, Object> level, Shape.Mapping mapping) {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (Object element : ordered(name, level, "entry")) {
      Map<String, Object> entry = level(name, element);
      Object key = entry.get(mapping.key());
      Object value = entry.get(mapping.value());
      if (!(key instanceof String text) || value == null || entry.size() != 2) {
        throw foreign(
            name, "entries with \"" + mapping.key() + "\" and \"" + mapping.value() + "\"");
      }
      if (entries.put(text, value(name, value, mapping.element())) != null) {
        throw new Refusal(Failure.AMBIGUOUS, "the parameter " + name + " has an entry twice");
      }
    }
    return entries;
  }

  /** A level's elements in the order of their indices, whether or not a name stands before them. */
  @SuppressWarnings("unchecked") // A level is a map of texts and levels.
  private static List<Object> ordered(String name, Map<String, Object> level, String wire) {
    Map<String, Object> indexed =
        level.size() == 1 && level.get(wire) instanceof Map<?, ?> inner
            ? (Map<String, Object>) inner
            : level;
    if (!indexed.keySet().stream().allMatch(FormReader::isIndex)) {
      throw foreign(name, "a list");
    }
    return indexed.entrySet().stream()
        .sorted(Comparator.comparing(entry -> Integer.valueOf(entry.getKey())))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** What stands below a name; nothing does where SDKs send an empty list or structure. */
  @SuppressWarnings("unchecked") // A level is a map of texts and levels.
  private static Map<String, Object> level(String name, Object node) {
    if (node instanceof Map<?, ?> level) {
      return (Map<String, Object>) level;
    }
    if (node.equals("")) {
      return Map.of();
    }
    throw foreign(name, "a list or a structure");
  }

  /**
   * An index such as {@code 01} is none: no SDK writes it, and it could be {@code 1} to a reader.
   */
  private static boolean isIndex(String step) {
    return !step.isEmpty()
        && step.length() <= LONGEST_INDEX
        && (step.length() == 1 || step.charAt(0) != '0')
        && step.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Refusal foreign(String name, String expected) {
    return new Refusal(
        Failure.AMBIGUOUS,
        "the parameter " + name + " is not what the API has (expected: " + expected + ")");
  }
}
