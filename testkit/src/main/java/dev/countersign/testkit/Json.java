package dev.countersign.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;

/** Requests and answers in JSON. */
final class Json {

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /**
   * Reads an object; nothing at all is an empty one.
   *
   * @throws AwsError SerializationException where it is no object or a member is repeated
   */
  static ObjectNode parse(byte[] document) {
    try {
      JsonNode node = document.length == 0 ? object() : MAPPER.readTree(document);
      if (node instanceof ObjectNode object) {
        return object;
      }
    } catch (IOException e) {
      throw new AwsError(400, "SerializationException", "The request is not valid JSON.");
    }
    throw new AwsError(400, "SerializationException", "The request must be a JSON object.");
  }

  static byte[] bytes(JsonNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The operation's name in {@code X-Amz-Target}, after the service's prefix. */
  static String target(Call call, String prefix) {
    String target = call.header("X-Amz-Target").orElse("");
    return target.startsWith(prefix + ".") ? target.substring(prefix.length() + 1) : target;
  }

  static Optional<String> text(JsonNode node, String member) {
    return Optional.ofNullable(node.get(member)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  /**
   * @throws AwsError ValidationException where there is no such text
   */
  static String required(JsonNode node, String member) {
    return text(node, member).orElseThrow(() -> missing(member));
  }

  /**
   * @throws AwsError ValidationException where there is no such object
   */
  static ObjectNode requiredObject(JsonNode node, String member) {
    if (node.get(member) instanceof ObjectNode object) {
      return object;
    }
    throw missing(member);
  }

  private static AwsError missing(String member) {
    return new AwsError(
        400,
        "ValidationException",
        "1 validation error detected: Value at '" + member + "' failed to satisfy constraint.");
  }
}
