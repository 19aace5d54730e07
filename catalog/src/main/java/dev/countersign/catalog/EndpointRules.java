package dev.countersign.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hosts that a service's endpoint rule set can name.
 *
 * <p>A rule set is a program over the client's settings. Every endpoint node counts, wherever it
 * stands in the tree; of the conditions above it, those that name a partition or a region are kept.
 */
final class EndpointRules {

  private static final Pattern URL = Pattern.compile("https?://([^/]+)(/.*)?");
  private static final Pattern VARIABLE = Pattern.compile("\\{[^}#]*#([^}]*)}");

  private final List<EndpointData.Partition> partitions;
  private final Set<EndpointData.Host> hosts = new LinkedHashSet<>();

  private EndpointRules(List<EndpointData.Partition> partitions) {
    this.partitions = partitions;
  }

  /** Reads the root of {@code endpoint-rule-set-1.json}. */
  static Set<EndpointData.Host> hosts(JsonNode ruleSet, List<EndpointData.Partition> partitions) {
    EndpointRules rules = new EndpointRules(partitions);
    rules.walk(ruleSet.path("rules"), "");
    return rules.hosts;
  }

  private void walk(JsonNode rules, String inherited) {
    for (JsonNode rule : rules) {
      String partition = inherited;
      for (JsonNode condition : rule.path("conditions")) {
        partition = partitionOf(condition).orElse(partition);
      }
      endpoint(rule.path("endpoint"), partition);
      walk(rule.path("rules"), partition);
    }
  }

  /** The partition that a condition asks for, by its name or by that of a region. */
  private Optional<String> partitionOf(JsonNode condition) {
    if (!condition.path("fn").asText().equals("stringEquals")) {
      return Optional.empty();
    }
    JsonNode left = condition.path("argv").path(0);
    JsonNode right = condition.path("argv").path(1);
    JsonNode asked = left.isTextual() ? right : left;
    String value = left.isTextual() ? left.asText() : right.asText("");
    boolean byName =
        asked.path("fn").asText().equals("getAttr")
            && asked.path("argv").path(0).path("ref").asText().equalsIgnoreCase("PartitionResult")
            && asked.path("argv").path(1).asText().equals("name");
    boolean byRegion = asked.path("ref").asText().equals("Region");
    return partitions.stream()
        .filter(p -> (byName && p.id().equals(value)) || (byRegion && p.regions().contains(value)))
        .map(EndpointData.Partition::id)
        .findFirst();
  }

  /** An endpoint node of a rule set; one that only repeats the client's own URL says nothing. */
  private void endpoint(JsonNode endpoint, String partition) {
    Matcher url = URL.matcher(endpoint.path("url").asText(""));
    if (!url.matches() || url.group(1).contains("{url#")) {
      return;
    }
    String template = canonical(url.group(1));
    JsonNode schemes = endpoint.path("properties").path("authSchemes");
    if (schemes.isEmpty()) {
      hosts.add(new EndpointData.Host(template, partition, "", ""));
    }
    for (JsonNode scheme : schemes) {
      String name = scheme.path("signingName").asText("");
      String region =
          scheme.has("signingRegionSet")
              ? "*"
              : canonical(scheme.path("signingRegion").asText("")).replace("{Region}", "");
      hosts.add(new EndpointData.Host(template, partition, name, region));
    }
  }

  /** Rule sets name one thing in many ways: {@code {bucketArn#region}} is {@code {Region}}. */
  private static String canonical(String template) {
    return VARIABLE
        .matcher(template)
        .replaceAll("{$1}")
        .replace("{region}", "{Region}")
        .replace("{accountId}", "{AccountId}")
        .replace("{implicitGlobalRegion}", "{globalRegion}");
  }
}
