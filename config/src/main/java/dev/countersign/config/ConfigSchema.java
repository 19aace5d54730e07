package dev.countersign.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What editors are told about {@code countersign.yaml}, made from the keys that the reader knows.
 */
public final class ConfigSchema {

  private static final Map<String, Object> VARIABLE =
      Map.of("type", "string", "pattern", "\\$(\\{[A-Za-z_][A-Za-z0-9_]*\\}|\\$)");

  private ConfigSchema() {}

  /** JSON Schema 2020-12, indented. */
  public static String json() {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    schema.put("title", "countersign.yaml");
    schema.putAll(document(ConfigKeys.ROOT.schema()));
    schema.put("$defs", Map.of("variable", VARIABLE));
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(schema);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and texts can be written as JSON", e);
    }
  }

  /** The schema of a file, in which every single value may also name a variable. */
  private static Map<String, Object> document(Map<String, Object> schema) {
    Object type = schema.get("type");
    if (!"object".equals(type) && !"array".equals(type) && !schema.containsKey("oneOf")) {
      return withVariable(schema);
    }
    Map<String, Object> copy = new LinkedHashMap<>();
    schema.forEach((keyword, value) -> copy.put(keyword, member(keyword, value)));
    return copy;
  }

  private static Object member(String keyword, Object value) {
    return switch (keyword) {
      case "items" -> document(map(value));
      case "additionalProperties" -> value instanceof Map<?, ?> ? document(map(value)) : value;
      case "oneOf" -> ((List<?>) value).stream().map(it -> document(map(it))).toList();
      case "properties" -> {
        Map<String, Object> properties = new LinkedHashMap<>();
        map(value).forEach((key, one) -> properties.put(key, property(document(map(one)))));
        yield properties;
      }
      default -> value;
    };
  }

  /** A mapping may be there without anything in it. */
  private static Map<String, Object> property(Map<String, Object> schema) {
    Map<String, Object> copy = new LinkedHashMap<>(schema);
    copy.replace("type", "object", List.of("object", "null"));
    return copy;
  }

  private static Map<String, Object> withVariable(Map<String, Object> schema) {
    // What decides between variants has to be a word.
    if (schema.containsKey("const")) {
      return schema;
    }
    Map<String, Object> own = new LinkedHashMap<>(schema);
    Object meaning = own.remove("description");
    Map<String, Object> either =
        Shapes.map("anyOf", List.of(own, Map.of("$ref", "#/$defs/variable")));
    if (meaning != null) {
      either.put("description", meaning);
    }
    return either;
  }

  @SuppressWarnings("unchecked") // Schemas are made by Shape.schema, whose maps have texts as keys.
  private static Map<String, Object> map(Object schema) {
    return (Map<String, Object>) schema;
  }
}
