package dev.countersign.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a JSON or CBOR document holds, under the model's names. A value of another type than the
 * model's stays as it is: what AWS makes of it is not known, and a comparison of two types fails.
 *
 * @param shapes the service's table
 */
record ModelValues(List<Shape> shapes) {

  /** A structure's members: what the document has and the model knows. */
  Map<String, Object> members(Map<?, ?> document, FieldSet fields) {
    fields.check(names(document));
    Map<String, Object> members = new LinkedHashMap<>();
    for (Shape.Field field : fields) {
      Object value = document.get(field.wire());
      if (value != null) {
        members.put(field.name(), value(value, field.value()));
      }
    }
    return members;
  }

  Object value(Object value, Shape.Value model) {
    if (model.shape() == Shape.Value.FREE) {
      return value;
    }
    return switch (shapes.get(model.shape())) {
      case Shape.Structure structure when value instanceof Map<?, ?> map ->
          members(map, structure.fields());
      case Shape.Mapping mapping when value instanceof Map<?, ?> map -> {
        Map<String, Object> entries = new LinkedHashMap<>();
        map.forEach((key, element) -> entries.put((String) key, value(element, mapping.element())));
        yield entries;
      }
      case Shape.Listing listing when value instanceof List<?> list -> {
        List<Object> elements = new ArrayList<>(list.size());
        list.forEach(element -> elements.add(value(element, listing.element())));
        yield elements;
      }
      default -> value;
    };
  }

  @SuppressWarnings("unchecked") // A document's names are texts.
  private static Iterable<String> names(Map<?, ?> document) {
    return (Iterable<String>) document.keySet();
  }

  /** A text as the model's type has it; the text itself where it is of another type after all. */
  static Object typed(String text, MemberModel.Type type) {
    try {
      return switch (type) {
        case INTEGER -> Long.valueOf(text);
        case DOUBLE -> Double.valueOf(text);
        case BOOLEAN ->
            switch (text.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> text;
            };
        case STRING, LIST, MAP -> text;
      };
    } catch (NumberFormatException e) {
      return text;
    }
  }
}
