package dev.countersign.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The few forms of DynamoDB's expressions that the stand-in reads: equality and {@code begins_with}
 * joined by {@code AND}, and assignments.
 */
final class Expressions {

  private static final Pattern EQUALITY = Pattern.compile("\\s*([#\\w.-]+)\\s*=\\s*(:\\w+)\\s*");
  private static final Pattern BEGINS =
      Pattern.compile("\\s*begins_with\\s*\\(\\s*([#\\w.-]+)\\s*,\\s*(:\\w+)\\s*\\)\\s*");
  private static final Pattern SET = Pattern.compile("(?i)\\s*SET\\s+(.*)");

  private final JsonNode names;
  private final JsonNode values;

  /**
   * @param input of the operation, for its placeholders
   */
  Expressions(ObjectNode input) {
    this.names = input.path("ExpressionAttributeNames");
    this.values = input.path("ExpressionAttributeValues");
  }

  /**
   * @throws AwsError ValidationException for any other form
   */
  Predicate<ObjectNode> condition(String expression) {
    Predicate<ObjectNode> all = item -> true;
    for (String part : expression.split("(?i)\\sAND\\s")) {
      all = all.and(comparison(part));
    }
    return all;
  }

  private Predicate<ObjectNode> comparison(String part) {
    Matcher equality = EQUALITY.matcher(part);
    if (equality.matches()) {
      String name = name(equality.group(1));
      JsonNode value = value(equality.group(2));
      return item -> value.equals(item.get(name));
    }
    Matcher begins = BEGINS.matcher(part);
    if (begins.matches()) {
      String name = name(begins.group(1));
      String start = Json.required(value(begins.group(2)), "S");
      return item -> Json.text(item.path(name), "S").filter(s -> s.startsWith(start)).isPresent();
    }
    throw unsupported(part);
  }

  /** The assigned attributes by name, in order. */
  Map<String, JsonNode> assignments(String expression) {
    Matcher set = SET.matcher(expression);
    if (!set.matches()) {
      throw unsupported(expression);
    }
    Map<String, JsonNode> assigned = new LinkedHashMap<>();
    for (String part : set.group(1).split(",", -1)) {
      Matcher equality = EQUALITY.matcher(part);
      if (!equality.matches()) {
        throw unsupported(part);
      }
      assigned.put(name(equality.group(1)), value(equality.group(2)));
    }
    return assigned;
  }

  private String name(String token) {
    return token.startsWith("#") ? Json.required(names, token) : token;
  }

  private JsonNode value(String token) {
    return Optional.ofNullable(values.get(token)).orElseThrow(() -> unsupported(token));
  }

  private static AwsError unsupported(String part) {
    return new AwsError(
        400, "ValidationException", "The stand-in does not read the expression: " + part.strip());
  }
}
