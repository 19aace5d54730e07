package dev.countersign.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.countersign.model.Headers;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32;

/** Amazon DynamoDB, API version 2012-08-10, JSON 1.0: tables, items, simple queries. */
final class DynamoDb implements Service {

  private final Clock clock;
  private final Places<Map<String, Table>> tables = new Places<>(place -> new TreeMap<>());

  DynamoDb(Clock clock) {
    this.clock = clock;
  }

  @Override
  public String operation(Call call) {
    return Json.target(call, "DynamoDB_20120810");
  }

  @Override
  public synchronized Reply answer(String operation, Call call) {
    ObjectNode input = Json.parse(call.content());
    Map<String, Table> here = tables.at(call.place());
    return reply(
        switch (operation) {
          case "ListTables" -> listTables(here);
          case "CreateTable" -> createTable(here, input, call.place());
          case "DescribeTable" -> Json.object().set("Table", table(here, input).description());
          case "DeleteTable" -> deleteTable(here, input);
          case "PutItem" -> table(here, input).put(input);
          case "GetItem" -> table(here, input).get(input);
          case "DeleteItem" -> table(here, input).delete(input);
          case "UpdateItem" -> table(here, input).update(input);
          case "Scan" -> table(here, input).scan();
          case "Query" -> table(here, input).query(input);
          default -> throw AwsError.unknownOperation(operation);
        });
  }

  /** With the checksum that SDKs hold against the body. */
  private static Reply reply(JsonNode output) {
    byte[] body = Json.bytes(output);
    CRC32 crc = new CRC32();
    crc.update(body);
    return new Reply(200, Headers.of("Content-Type", "application/x-amz-json-1.0"), body)
        .with("x-amz-crc32", Long.toString(crc.getValue()));
  }

  private static ObjectNode listTables(Map<String, Table> here) {
    ObjectNode output = Json.object();
    ArrayNode names = output.putArray("TableNames");
    here.keySet().forEach(names::add);
    return output;
  }

  private ObjectNode createTable(Map<String, Table> here, ObjectNode input, Place place) {
    String name = Json.required(input, "TableName");
    if (!name.matches("[a-zA-Z0-9_.-]{3,255}")) {
      throw new AwsError(400, "ValidationException", "Invalid table name: " + name);
    }
    if (here.containsKey(name)) {
      throw new AwsError(400, "ResourceInUseException", "Table already exists: " + name);
    }
    Limits.checkCount(here.size(), Limits.THINGS, "tables");
    Table table = new Table(name, place.arn("dynamodb", "table/" + name), input, clock.instant());
    here.put(name, table);
    return Json.object().set("TableDescription", table.description());
  }

  private static ObjectNode deleteTable(Map<String, Table> here, ObjectNode input) {
    Table table = table(here, input);
    here.remove(table.name());
    ObjectNode description = table.description().put("TableStatus", "DELETING");
    return Json.object().set("TableDescription", description);
  }

  /** By its name or its ARN. */
  private static Table table(Map<String, Table> here, ObjectNode input) {
    String name = Json.required(input, "TableName").replaceFirst("^arn:[^/]*:table/", "");
    return Optional.ofNullable(here.get(name))
        .orElseThrow(
            () -> new AwsError(400, "ResourceNotFoundException", "Requested resource not found"));
  }

  /** Makes a table with the hash key {@code id} and one item in it, without any call. */
  synchronized void seed(Place place, String name, String id, String note) {
    ObjectNode schema = Json.object();
    schema.putArray("KeySchema").addObject().put("AttributeName", "id").put("KeyType", "HASH");
    schema
        .putArray("AttributeDefinitions")
        .addObject()
        .put("AttributeName", "id")
        .put("AttributeType", "S");
    Table table =
        tables
            .at(place)
            .computeIfAbsent(
                name,
                key ->
                    new Table(
                        name, place.arn("dynamodb", "table/" + name), schema, clock.instant()));
    ObjectNode item = Json.object();
    item.putObject("id").put("S", id);
    item.putObject("note").put("S", note);
    table.put(Json.object().set("Item", item));
  }
}
