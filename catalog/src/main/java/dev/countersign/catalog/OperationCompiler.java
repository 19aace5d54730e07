package dev.countersign.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.catalog.MemberModel.Location;
import dev.countersign.catalog.OperationModel.Trait;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a service's C2J model down to what a request shows of it. */
final class OperationCompiler {

  /** Smithy, "Authentication traits". */
  private static final String BEARER = "smithy.api#httpBearerAuth";

  private final JsonNode model;
  private final JsonNode metadata;
  private final List<Protocol> protocols;
  private final ShapeCompiler shapes;

  private OperationCompiler(JsonNode model) {
    this.model = model;
    this.metadata = model.get("metadata");
    this.protocols = protocols(metadata);
    this.shapes = new ShapeCompiler(model.path("shapes"), protocols);
  }

  static List<ServiceModel> compile(ModelDirectory models) throws IOException {
    List<ServiceModel> services = new ArrayList<>();
    for (Map.Entry<String, Path> entry : models.services().entrySet()) {
      JsonNode model = ModelDirectory.read(entry.getValue(), "service-2.json").orElseThrow();
      services.add(new OperationCompiler(model).service(entry.getKey()));
    }
    return services;
  }

  private ServiceModel service(String id) {
    SortedMap<String, OperationModel> operations = new TreeMap<>();
    // The key is the API's name; the name inside may have the API's version at its end.
    for (Map.Entry<String, JsonNode> entry : model.get("operations").properties()) {
      operations.put(entry.getKey(), operation(entry.getKey(), entry.getValue()));
    }
    String prefix = text("endpointPrefix");
    return new ServiceModel(
        id,
        text("serviceId"),
        metadata.path("signingName").asText(prefix),
        prefix,
        text("apiVersion"),
        text("targetPrefix"),
        text("jsonVersion"),
        protocols,
        shapes.table(),
        operations);
  }

  private String text(String field) {
    return metadata.path(field).asText("");
  }

  private static List<Protocol> protocols(JsonNode metadata) {
    List<String> words = new ArrayList<>();
    metadata.path("protocols").forEach(word -> words.add(word.asText()));
    if (words.isEmpty()) {
      words.add(metadata.get("protocol").asText());
    }
    // Older clients of these services still send the query protocol, and are answered.
    if (metadata.has("awsQueryCompatible") && !words.contains(Protocol.QUERY.word())) {
      words.add(Protocol.QUERY.word());
    }
    return words.stream().map(Protocol::of).flatMap(Optional::stream).toList();
  }

  private OperationModel operation(String name, JsonNode operation) {
    JsonNode http = operation.get("http");
    JsonNode input = model.path("shapes").path(operation.path("input").path("shape").asText(""));
    return new OperationModel(
        name,
        http.get("method").asText(),
        UriTemplate.parse(http.get("requestUri").asText()),
        operation.path("endpoint").path("hostPrefix").asText(""),
        traits(operation, input),
        members(input),
        Optional.empty());
  }

  private Set<Trait> traits(JsonNode operation, JsonNode input) {
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    if (operation.path("readonly").asBoolean()) {
      traits.add(Trait.READONLY);
    }
    if (operation.path("deprecated").asBoolean()) {
      traits.add(Trait.DEPRECATED);
    }
    String auth = operation.path("authtype").asText("");
    if (auths(operation).contains(BEARER)) {
      traits.add(Trait.BEARER);
    }
    if (auth.equals("none") || operation.path("auth").toString().contains("noAuth")) {
      traits.add(Trait.UNSIGNED);
    }
    if (auth.equals("v4-unsigned-body") || operation.path("unsignedPayload").asBoolean()) {
      traits.add(Trait.UNSIGNED_PAYLOAD);
    }
    String payload = input.path("payload").asText("");
    if (!payload.isEmpty()) {
      JsonNode shape = shape(input.path("members").path(payload));
      if (!shape.path("type").asText().equals("structure") || shape.has("eventstream")) {
        traits.add(Trait.OPAQUE_BODY);
      }
    }
    return traits;
  }

  /** What an operation may be authenticated by: its own word, or else its service's. */
  private List<String> auths(JsonNode operation) {
    JsonNode stated = operation.has("auth") ? operation.get("auth") : metadata.path("auth");
    List<String> auths = new ArrayList<>();
    stated.forEach(auth -> auths.add(auth.asText()));
    // Models from before the list of kinds say it as they say which version of SigV4 it is.
    if (auths.isEmpty() && text("signatureVersion").equals("bearer")) {
      auths.add(BEARER);
    }
    return auths;
  }

  private List<MemberModel> members(JsonNode input) {
    Set<String> required = new HashSet<>();
    input.path("required").forEach(name -> required.add(name.asText()));
    List<MemberModel> members = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : input.path("members").properties()) {
      JsonNode member = entry.getValue();
      Location location =
          entry.getKey().equals(input.path("payload").asText(""))
              ? Location.PAYLOAD
              : location(member);
      members.add(
          new MemberModel(
              entry.getKey(),
              location == Location.BODY
                  ? shapes.wire(entry.getKey(), member)
                  : member.path("locationName").asText(entry.getKey()),
              location,
              shapes.value(member).within(input.path(ShapeCompiler.SENSITIVE).asBoolean()),
              // In a body it tells no operations apart, and would only make the index longer.
              location != Location.BODY && required.contains(entry.getKey()),
              member.path("idempotencyToken").asBoolean()));
    }
    return members;
  }

  private Location location(JsonNode member) {
    boolean map = shape(member).path("type").asText().equals("map");
    return switch (member.path("location").asText("")) {
      case "uri" -> Location.LABEL;
      case "querystring" -> map ? Location.QUERY_MAP : Location.QUERY;
      case "header" -> Location.HEADER;
      case "headers" -> Location.HEADER_MAP;
      default -> Location.BODY;
    };
  }

  private JsonNode shape(JsonNode member) {
    return model.path("shapes").path(member.path("shape").asText(""));
  }
}
