package dev.countersign.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The schema against an independent validator: it says yes and no where the reader does. */
class ConfigSchemaTest {

  private static final JsonSchemaFactory FACTORY =
      JsonSchemaFactory.getInstance(VersionFlag.V202012);
  private static final JsonSchema SCHEMA = FACTORY.getSchema(ConfigSchema.json());

  /** Only the form of a file is a schema's business; these are wrong in what their parts mean. */
  private static final List<String> WRONG_IN_MEANING =
      List.of(
          "duplicates.yaml",
          "exposed.yaml",
          "operators-meaning.yaml",
          "spool.yaml",
          "variables.yaml",
          "variable-values.yaml");

  static List<Path> right() throws IOException {
    return list("configs");
  }

  static List<Path> wrong() throws IOException {
    return list("errors").stream()
        .filter(file -> !WRONG_IN_MEANING.contains(file.getFileName().toString()))
        // What is no YAML never gets as far as a schema.
        .filter(file -> !file.endsWith("not-yaml.yaml"))
        .toList();
  }

  private static List<Path> list(String directory) throws IOException {
    try (var files = Files.list(Path.of("src/test/resources").resolve(directory))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static JsonNode json(Path file) {
    return new ObjectMapper().valueToTree(YamlNode.read(file).plain());
  }

  @ParameterizedTest
  @MethodSource("right")
  void whatTheReaderReadsIsValid(Path file) {
    assertThat(SCHEMA.validate(json(file))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("wrong")
  void whatTheReaderRefusesForItsFormIsNot(Path file) {
    assertThat(SCHEMA.validate(json(file))).isNotEmpty();
  }

  @Test
  void itIsASchema() throws Exception {
    JsonNode schema = new ObjectMapper().readTree(ConfigSchema.json());
    JsonSchema draft =
        FACTORY.getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"));
    assertThat(draft.validate(schema)).isEmpty();
  }

  @Test
  void keysAreTheReadersOwn() throws Exception {
    JsonNode schema = new ObjectMapper().readTree(ConfigSchema.json());
    assertThat(schema.get("properties").fieldNames())
        .toIterable()
        .containsExactlyElementsOf(ConfigKeys.ROOT.keys().stream().map(Key::name).toList());
    assertThat(schema.at("/properties/limits/properties").fieldNames())
        .toIterable()
        .containsExactly(
            "exchanges",
            "head",
            "body-in-memory",
            "body-spool",
            "websocket-idle",
            "pending-approvals");
    assertThat(schema.findValues("additionalProperties"))
        .allMatch(node -> node.isObject() || !node.asBoolean());
  }
}
