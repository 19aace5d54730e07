package dev.countersign.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The API as {@code openapi.yaml} describes it. */
final class Described {

  private final JsonNode document;

  Described() {
    try (InputStream in =
        Objects.requireNonNull(Console.class.getResourceAsStream("openapi.yaml"))) {
      Object yaml = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
      this.document = new ObjectMapper().valueToTree(yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code get /api/v1/me}. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    for (var path : document.path("paths").properties()) {
      for (var method : path.getValue().properties()) {
        operations.add(method.getKey() + " " + path.getKey());
      }
    }
    return operations;
  }

  /** What is wrong with an answer: it is not described, or not of the form that is. */
  List<String> wrong(String method, String path, int status, String type, JsonNode body) {
    JsonNode operation = document.path("paths").path(path).path(method);
    JsonNode response = resolve(operation.path("responses").path(String.valueOf(status)));
    if (response.isMissingNode()) {
      return List.of(method + " " + path + ": " + status + " is not described");
    }
    List<String> wrong = new ArrayList<>();
    if (response.has("content")) {
      JsonNode content = response.path("content").path(type);
      if (content.isMissingNode()) {
        return List.of(type + " is not described");
      }
      check(content.path("schema"), body, "", wrong);
    }
    return wrong;
  }

  private JsonNode resolve(JsonNode node) {
    return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
  }

  private void check(JsonNode stated, JsonNode value, String where, List<String> wrong) {
    JsonNode schema = resolve(stated);
    switch (schema.path("type").asText()) {
      case "object" -> object(schema, value, where, wrong);
      case "array" -> {
        expect(value.isArray(), where + ": no array", wrong);
        for (int i = 0; i < value.size(); i++) {
          check(schema.path("items"), value.get(i), where + "[" + i + "]", wrong);
        }
      }
      case "string" -> {
        expect(value.isTextual(), where + ": no string", wrong);
        boolean among = false;
        for (JsonNode word : schema.path("enum")) {
          among |= word.asText().equals(value.asText());
        }
        expect(!schema.has("enum") || among, where + ": " + value + " is not described", wrong);
      }
      case "integer" -> expect(value.isIntegralNumber(), where + ": no integer", wrong);
      case "boolean" -> expect(value.isBoolean(), where + ": no boolean", wrong);
      default -> wrong.add(where + ": a schema that the test does not know");
    }
  }

  private void object(JsonNode schema, JsonNode value, String where, List<String> wrong) {
    expect(value.isObject(), where + ": no object", wrong);
    for (JsonNode name : schema.path("required")) {
      expect(value.has(name.asText()), where + ": no " + name.asText(), wrong);
    }
    for (var member : value.properties()) {
      JsonNode described = schema.path("properties").path(member.getKey());
      String here = where + "/" + member.getKey();
      if (described.isMissingNode()) {
        wrong.add(here + " is not described");
      } else {
        check(described, member.getValue(), here, wrong);
      }
    }
  }

  private static void expect(boolean holds, String message, List<String> wrong) {
    if (!holds) {
      wrong.add(message);
    }
  }
}
