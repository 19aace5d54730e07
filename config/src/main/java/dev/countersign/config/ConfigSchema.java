package dev.countersign.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;

/** The JSON Schema (2020-12) of the configuration, for editors. */
public final class ConfigSchema {

  private ConfigSchema() {}

  /** The schema as indented JSON; made of what the reader itself reads by. */
  public static String json() {
    Map<String, Object> schema =
        Shapes.map(
            "$schema",
            "https://json-schema.org/draft/2020-12/schema",
            "title",
            "Configuration of the Countersign gateway");
    schema.putAll(ConfigKeys.ROOT.shape().schema());
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(schema);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps, lists and texts are JSON", e);
    }
  }
}
