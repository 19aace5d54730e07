package dev.countersign.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a service's endpoint rule set (Smithy, "Rules engine"), for a client that sets nothing but
 * its region. Only the functions that such a client meets are known; where a rule asks for another
 * one, the service has no endpoint here.
 */
final class EndpointEvaluator {

  private static final Pattern URL = Pattern.compile("https://([^/]+)/?");
  private static final Pattern VARIABLE = Pattern.compile("\\{([^}#]*)(?:#([^}]*))?}");

  private final List<EndpointData.Partition> partitions;
  private final Map<String, JsonNode> values;

  /**
   * What the rules answer.
   *
   * @param signingRegion empty where the rules leave it to the caller
   */
  record Answer(String host, String signingRegion) {}

  private EndpointEvaluator(
      List<EndpointData.Partition> partitions, Map<String, JsonNode> parameters) {
    this.partitions = partitions;
    this.values = parameters;
  }

  /**
   * @param ruleSet the root of {@code endpoint-rule-set-1.json}
   * @param parameters beyond the region those that an operation fixes
   * @return empty where the rules end in an error, or in anything but a host
   */
  static Optional<Answer> answer(
      JsonNode ruleSet,
      List<EndpointData.Partition> partitions,
      String region,
      Map<String, JsonNode> parameters) {
    Map<String, JsonNode> all = new HashMap<>();
    ruleSet
        .path("parameters")
        .properties()
        .forEach(
            parameter -> {
              JsonNode standard = parameter.getValue().path("default");
              if (!standard.isMissingNode()) {
                all.put(parameter.getKey(), standard);
              }
            });
    all.putAll(parameters);
    all.put("Region", TextNode.valueOf(region));
    return new EndpointEvaluator(partitions, all).first(ruleSet.path("rules"));
  }

  /** The first rule whose conditions hold decides, also where it leads nowhere. */
  private Optional<Answer> first(JsonNode rules) {
    for (JsonNode rule : rules) {
      Optional<Boolean> holds = hold(rule.path("conditions"));
      if (holds.isEmpty() || holds.orElseThrow()) {
        return holds.flatMap(_ -> rule.has("rules") ? first(rule.get("rules")) : endpoint(rule));
      }
    }
    return Optional.empty();
  }

  /** Empty where a condition asks for what is not known here. */
  private Optional<Boolean> hold(JsonNode conditions) {
    for (JsonNode condition : conditions) {
      Optional<JsonNode> value = call(condition);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      JsonNode result = value.orElseThrow();
      if (result.isMissingNode() || result.equals(BooleanNode.FALSE)) {
        return Optional.of(false);
      }
      if (condition.has("assign")) {
        values.put(condition.get("assign").asText(), result);
      }
    }
    return Optional.of(true);
  }

  /** Empty for an unknown function; {@link MissingNode} for the rules' own "not set". */
  private Optional<JsonNode> call(JsonNode function) {
    JsonNode arguments = function.path("argv");
    return switch (function.path("fn").asText()) {
      case "isSet" -> value(arguments.path(0)).map(v -> BooleanNode.valueOf(!v.isMissingNode()));
      case "not" -> value(arguments.path(0)).map(v -> BooleanNode.valueOf(!v.asBoolean()));
      case "booleanEquals", "stringEquals" ->
          value(arguments.path(0))
              .flatMap(a -> value(arguments.path(1)).map(b -> BooleanNode.valueOf(a.equals(b))));
      case "getAttr" -> value(arguments.path(0)).map(v -> v.path(arguments.path(1).asText()));
      case "aws.partition" -> value(arguments.path(0)).map(region -> partition(region.asText()));
      case "isValidHostLabel" ->
          value(arguments.path(0))
              .map(v -> BooleanNode.valueOf(HostLabels.split(v.asText()).isPresent()));
      default -> Optional.empty();
    };
  }

  private Optional<JsonNode> value(JsonNode expression) {
    if (expression.has("fn")) {
      return call(expression);
    }
    return Optional.of(
        expression.has("ref")
            ? values.getOrDefault(expression.get("ref").asText(), MissingNode.getInstance())
            : expression);
  }

  /** As the models have it: by name, by pattern, else the first. */
  private JsonNode partition(String region) {
    EndpointData.Partition partition =
        partitions.stream()
            .filter(p -> p.regions().contains(region))
            .findFirst()
            .or(() -> partitions.stream().filter(p -> Partitions.hasRegion(p, region)).findFirst())
            .orElse(partitions.getFirst());
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", partition.id())
        .put("dnsSuffix", partition.dnsSuffix())
        .put("dualStackDnsSuffix", partition.dualStackDnsSuffix())
        .put("implicitGlobalRegion", partition.globalRegion())
        .put("supportsFIPS", true)
        .put("supportsDualStack", true);
  }

  private Optional<Answer> endpoint(JsonNode rule) {
    JsonNode endpoint = rule.path("endpoint");
    Matcher url = URL.matcher(filled(endpoint.path("url").asText("")));
    if (!url.matches()) {
      return Optional.empty();
    }
    String signingRegion = "";
    for (JsonNode scheme : endpoint.path("properties").path("authSchemes")) {
      signingRegion = filled(scheme.path("signingRegion").asText(signingRegion));
    }
    return Optional.of(new Answer(url.group(1), signingRegion));
  }

  private String filled(String template) {
    return VARIABLE
        .matcher(template)
        .replaceAll(
            found -> {
              JsonNode value = values.getOrDefault(found.group(1), MissingNode.getInstance());
              return Matcher.quoteReplacement(
                  found.group(2) == null ? value.asText() : value.path(found.group(2)).asText());
            });
  }
}
