package dev.countersign.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A DynamoDB table: items by their key attributes. Not safe for use by several threads; DynamoDb
 * locks around it.
 */
final class Table {

  private final String name;
  private final String arn;
  private final ObjectNode definition;
  private final List<String> keyNames;
  private final Instant created;
  private final Map<String, ObjectNode> items = new TreeMap<>();

  /**
   * @param definition the members {@code KeySchema} and {@code AttributeDefinitions} of CreateTable
   */
  Table(String name, String arn, ObjectNode definition, Instant created) {
    this.name = name;
    this.arn = arn;
    this.definition = definition;
    this.created = created;
    this.keyNames = definition.path("KeySchema").findValuesAsText("AttributeName");
    if (keyNames.isEmpty() || keyNames.size() > 2) {
      throw invalid("KeySchema must have one or two attributes");
    }
  }

  String name() {
    return name;
  }

  ObjectNode description() {
    ObjectNode description = Json.object();
    description.put("TableName", name).put("TableArn", arn).put("TableStatus", "ACTIVE");
    description.put("CreationDateTime", created.getEpochSecond());
    description.put("ItemCount", items.size());
    description.set("KeySchema", definition.path("KeySchema"));
    description.set("AttributeDefinitions", definition.path("AttributeDefinitions"));
    return description;
  }

  ObjectNode put(ObjectNode input) {
    ObjectNode item = Json.requiredObject(input, "Item");
    String key = key(item);
    if (!items.containsKey(key)) {
      Limits.checkCount(items.size(), Limits.THINGS, "items in a table");
    }
    return withOld(input, items.put(key, item.deepCopy()));
  }

  ObjectNode get(ObjectNode input) {
    ObjectNode output = Json.object();
    Optional.ofNullable(items.get(key(Json.requiredObject(input, "Key"))))
        .ifPresent(item -> output.set("Item", item));
    return output;
  }

  ObjectNode delete(ObjectNode input) {
    return withOld(input, items.remove(key(Json.requiredObject(input, "Key"))));
  }

  private static ObjectNode withOld(ObjectNode input, @Nullable ObjectNode old) {
    ObjectNode output = Json.object();
    if (old != null && Json.text(input, "ReturnValues").equals(Optional.of("ALL_OLD"))) {
      output.set("Attributes", old);
    }
    return output;
  }

  /** Only {@code SET name = :value[, ...]}. */
  ObjectNode update(ObjectNode input) {
    ObjectNode keyAttributes = Json.requiredObject(input, "Key");
    String key = key(keyAttributes);
    ObjectNode item = items.getOrDefault(key, keyAttributes).deepCopy();
    Expressions expressions = new Expressions(input);
    expressions.assignments(Json.required(input, "UpdateExpression")).forEach(item::set);
    if (!items.containsKey(key)) {
      Limits.checkCount(items.size(), Limits.THINGS, "items in a table");
    }
    items.put(key, item);
    ObjectNode output = Json.object();
    if (Json.text(input, "ReturnValues").equals(Optional.of("ALL_NEW"))) {
      output.set("Attributes", item);
    }
    return output;
  }

  ObjectNode scan() {
    return listed(items.values());
  }

  ObjectNode query(ObjectNode input) {
    Expressions expressions = new Expressions(input);
    Predicate<ObjectNode> condition =
        expressions.condition(Json.required(input, "KeyConditionExpression"));
    return listed(items.values().stream().filter(condition).toList());
  }

  private static ObjectNode listed(Collection<ObjectNode> found) {
    ObjectNode output = Json.object();
    ArrayNode list = output.putArray("Items");
    found.forEach(list::add);
    return output.put("Count", found.size()).put("ScannedCount", found.size());
  }

  /** The key attributes with their types, as one text that sorts by the first one's value. */
  private String key(ObjectNode attributes) {
    StringBuilder key = new StringBuilder();
    for (String keyName : keyNames) {
      JsonNode value = attributes.get(keyName);
      if (value == null || value.size() != 1 || !isScalar(value)) {
        throw invalid("Missing the key " + keyName + " in the item");
      }
      key.append(value);
    }
    return key.toString();
  }

  private static boolean isScalar(JsonNode value) {
    Iterator<String> type = value.fieldNames();
    return List.of("S", "N", "B").contains(type.next());
  }

  private static AwsError invalid(String message) {
    return new AwsError(400, "ValidationException", "One or more parameter values: " + message);
  }
}
