package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What the agent permitted whoever holds its form ("Creating a POST policy", Amazon S3 API
 * reference). Held against the form here, as S3 would: what then goes upstream is a policy that
 * permits this form alone.
 *
 * @param expiration after which the form is worth nothing
 * @param handedOn the conditions that no field answers: the bucket's name and the file's length
 */
record UploadPolicy(Instant expiration, List<JsonNode> handedOn) {

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final int MOST_CONDITIONS = 200;
  private static final String LENGTH = "content-length-range";

  /** Fields that the policy need not mention. */
  private static final Set<String> FREE = Set.of("policy", "x-amz-signature", "bucket");

  UploadPolicy {
    handedOn = List.copyOf(handedOn);
  }

  /**
   * @param base64 the form's field {@code policy}
   * @param fields as the policy sees them, by their names in lower case
   * @throws Refusal UNREADABLE for what is no policy; DENIED where the form does not keep to it
   */
  static UploadPolicy checked(String base64, Map<String, String> fields) {
    JsonNode policy = document(base64);
    Set<String> stated = new HashSet<>(FREE);
    List<JsonNode> handedOn = new ArrayList<>();
    if (policy.path("conditions").size() > MOST_CONDITIONS) {
      throw unreadable("too many conditions");
    }
    for (JsonNode written : policy.path("conditions")) {
      JsonNode condition = written.isObject() ? spelledOut(written) : written;
      String kind = condition.path(0).asText();
      if (condition.size() != 3) {
        throw unreadable("a condition has another form than S3's");
      }
      if (kind.equals(LENGTH)) {
        handedOn.add(range(condition));
        continue;
      }
      String name = name(condition.path(1));
      if (name.equals("bucket")) {
        handedOn.add(condition);
      }
      if (!name.equals("bucket") || fields.containsKey(name)) {
        require(holds(kind, fields.getOrDefault(name, ""), text(condition.path(2))), name);
      }
      stated.add(name);
    }
    fields.keySet().stream()
        .filter(name -> !name.startsWith("x-ignore-") && !stated.contains(name))
        .findFirst()
        .ifPresent(name -> require(false, name));
    return new UploadPolicy(instant(policy.path("expiration").asText()), handedOn);
  }

  private static JsonNode document(String base64) {
    try {
      JsonNode policy = JSON.readTree(new String(Base64.getDecoder().decode(base64), UTF_8));
      if (policy.size() != 2 || !policy.path("conditions").isArray()) {
        throw unreadable("expected an expiration and conditions");
      }
      return policy;
    } catch (IllegalArgumentException | JsonProcessingException e) {
      throw new Refusal(Failure.UNREADABLE, "the form's policy: expected JSON in base64", e);
    }
  }

  /** {@code {"acl": "private"}} is {@code ["eq", "$acl", "private"]}. */
  private static JsonNode spelledOut(JsonNode member) {
    if (member.size() != 1) {
      throw unreadable("a condition has another form than S3's");
    }
    String name = member.fieldNames().next();
    return JSON.createArrayNode().add("eq").add("$" + name).add(member.path(name));
  }

  private static String name(JsonNode variable) {
    if (!text(variable).startsWith("$")) {
      throw unreadable("a condition names no field");
    }
    return variable.asText().substring(1).toLowerCase(Locale.ROOT);
  }

  private static boolean holds(String kind, String value, String expected) {
    return switch (kind) {
      case "eq" -> value.equals(expected);
      case "starts-with" -> value.startsWith(expected);
      default -> throw unreadable("a condition has another form than S3's");
    };
  }

  private static ArrayNode range(JsonNode condition) {
    try {
      long least = Long.parseLong(condition.path(1).asText());
      long most = Long.parseLong(condition.path(2).asText());
      return JSON.createArrayNode().add(LENGTH).add(least).add(most);
    } catch (NumberFormatException e) {
      throw new Refusal(Failure.UNREADABLE, "the form's policy: " + LENGTH + " needs numbers", e);
    }
  }

  private static String text(JsonNode node) {
    if (!node.isTextual()) {
      throw unreadable("a condition has another form than S3's");
    }
    return node.asText();
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new Refusal(
          Failure.UNREADABLE,
          "the form's policy: expected an expiration like 2026-01-01T00:00:00Z",
          e);
    }
  }

  private static void require(boolean holds, String name) {
    if (!holds) {
      throw new Refusal(
          Failure.DENIED, "the form does not keep to the policy it was signed with, in " + name);
    }
  }

  /**
   * A policy in base64 that permits exactly these fields, and what is handed on.
   *
   * @param until its expiration
   */
  String forExactly(Map<String, String> fields, Instant until) {
    ObjectNode policy = JSON.createObjectNode();
    policy.put("expiration", until.toString());
    ArrayNode conditions = policy.putArray("conditions").addAll(handedOn);
    fields.forEach((name, value) -> conditions.add(JSON.createObjectNode().put(name, value)));
    return Base64.getEncoder().encodeToString(policy.toString().getBytes(UTF_8));
  }

  private static Refusal unreadable(String message) {
    return new Refusal(Failure.UNREADABLE, "the form's policy: " + message);
  }
}
