package dev.countersign.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.catalog.Shape.Field;
import dev.countersign.catalog.Shape.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Gathers the shapes that a service's inputs are made of, with the names that they have on the wire
 * in the service's own protocols.
 */
final class ShapeCompiler {

  /** A structure that is still being read, because it contains itself. */
  private static final Shape UNFINISHED = new Shape.Structure(new FieldSet(List.of()));

  /** Smithy, "sensitive trait". */
  static final String SENSITIVE = "sensitive";

  private final JsonNode shapes;
  private final boolean ec2;
  private final boolean queryOnly;
  private final Map<String, Integer> numbers = new LinkedHashMap<>();
  private final List<Shape> table = new ArrayList<>();

  ShapeCompiler(JsonNode shapes, List<Protocol> protocols) {
    this.shapes = shapes;
    this.ec2 = protocols.contains(Protocol.EC2);
    this.queryOnly = protocols.equals(List.of(Protocol.QUERY));
  }

  /** All that {@link #value} was asked for so far, and what is inside. */
  List<Shape> table() {
    return List.copyOf(table);
  }

  /**
   * The name of a body's member. In a form, a flattened list goes by its elements' name (Smithy,
   * "AWS query protocol"), and in the ec2 protocol a member begins with a capital unless it has a
   * name for queries.
   */
  String wire(String name, JsonNode member) {
    String wire = member.path("locationName").asText(name);
    if (ec2) {
      String capital = wire.substring(0, 1).toUpperCase(Locale.ROOT) + wire.substring(1);
      return member.path("queryName").asText(capital);
    }
    return queryOnly && flattened(member)
        ? shape(member).path("member").path("locationName").asText(wire)
        : wire;
  }

  /** The type of a member, or of a list's or a map's elements. */
  Value value(JsonNode member) {
    JsonNode shape = shape(member);
    MemberModel.Type type = type(shape);
    boolean inside = type == MemberModel.Type.LIST || type == MemberModel.Type.MAP;
    int number = inside && !shape.path("document").asBoolean() ? number(member) : Value.FREE;
    return new Value(type, number, sensitive(shape));
  }

  /** A map whose names are sensitive is so as a whole. */
  private boolean sensitive(JsonNode shape) {
    return shape.path(SENSITIVE).asBoolean()
        || shape(shape.path("key")).path(SENSITIVE).asBoolean();
  }

  private int number(JsonNode member) {
    String key = member.path("shape").asText() + (flattened(member) ? "!" : "");
    Integer known = numbers.get(key);
    if (known != null) {
      return known;
    }
    int number = table.size();
    numbers.put(key, number);
    table.add(UNFINISHED);
    table.set(number, read(shape(member), flattened(member)));
    return number;
  }

  private Shape read(JsonNode shape, boolean flattened) {
    return switch (shape.path("type").asText()) {
      case "list" ->
          new Shape.Listing(
              shape.path("member").path("locationName").asText("member"),
              flattened,
              value(shape.path("member")));
      case "map" ->
          new Shape.Mapping(
              shape.path("key").path("locationName").asText("key"),
              shape.path("value").path("locationName").asText("value"),
              flattened,
              value(shape.path("value")));
      default -> structure(shape);
    };
  }

  private Shape structure(JsonNode shape) {
    List<Field> fields = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : shape.path("members").properties()) {
      JsonNode member = entry.getValue();
      fields.add(
          new Field(
              entry.getKey(),
              wire(entry.getKey(), member),
              member.path("xmlAttribute").asBoolean(),
              value(member)));
    }
    return new Shape.Structure(new FieldSet(fields));
  }

  /** Every list and map of the ec2 protocol is (Smithy, "AWS EC2 query protocol"). */
  private boolean flattened(JsonNode member) {
    return ec2
        || member.path("flattened").asBoolean()
        || shape(member).path("flattened").asBoolean();
  }

  private static MemberModel.Type type(JsonNode shape) {
    return switch (shape.path("type").asText()) {
      case "integer", "long", "short", "byte" -> MemberModel.Type.INTEGER;
      case "double", "float" -> MemberModel.Type.DOUBLE;
      case "boolean" -> MemberModel.Type.BOOLEAN;
      case "list" -> MemberModel.Type.LIST;
      case "map", "structure" -> MemberModel.Type.MAP;
      default -> MemberModel.Type.STRING;
    };
  }

  private JsonNode shape(JsonNode member) {
    return shapes.path(member.path("shape").asText(""));
  }
}
