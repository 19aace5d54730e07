package dev.countersign.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One line of the models' older list of endpoints by region, with what it inherits from.
 *
 * @param partition the partition's name
 * @param service the endpoint prefix that the line is filed under
 * @param region that of the line; empty where it is of none
 * @param whole the partition's part of the list
 * @param general what is said of all of the service's lines
 * @param own the line itself
 */
record EndpointListing(
    String partition,
    String service,
    String region,
    JsonNode whole,
    JsonNode general,
    JsonNode own) {

  /** Reads one partition of {@code endpoints.json}: hosts by endpoint prefix. */
  static Map<String, Set<EndpointData.Host>> hosts(JsonNode partition) {
    Map<String, Set<EndpointData.Host>> listed = new HashMap<>();
    Pattern region = Pattern.compile(partition.get("regionRegex").asText());
    String id = partition.get("partition").asText();
    for (Map.Entry<String, JsonNode> service : partition.get("services").properties()) {
      Set<EndpointData.Host> hosts =
          listed.computeIfAbsent(service.getKey(), key -> new LinkedHashSet<>());
      JsonNode general = service.getValue().path("defaults");
      for (Map.Entry<String, JsonNode> line : service.getValue().path("endpoints").properties()) {
        // A line such as aws-global is no region: it has the hosts that it spells out.
        String of = region.matcher(line.getKey()).matches() ? line.getKey() : "";
        String name = service.getKey();
        new EndpointListing(id, name, of, partition, general, line.getValue()).addTo(hosts);
      }
    }
    return listed;
  }

  private void addTo(Set<EndpointData.Host> hosts) {
    String suffix = whole.get("dnsSuffix").asText();
    JsonNode scope = own.path("credentialScope");
    String name =
        scope.path("service").asText(general.path("credentialScope").path("service").asText(""));
    String signed = scope.path("region").asText("");
    Set<String> templates = new LinkedHashSet<>();
    templates.add(host(inherited("hostname"), suffix));
    templates.add(host(inherited("sslCommonName"), suffix));
    for (JsonNode variant : own.path("variants")) {
      String ending = variant.path("dnsSuffix").asText(suffix);
      templates.add(host(variant.path("hostname").asText(""), ending));
    }
    templates.remove("");
    for (String host : templates) {
      String fixed = signed.isEmpty() ? region : signed;
      String signs = host.contains("{Region}") ? "" : fixed;
      hosts.add(new EndpointData.Host(host, partition, name, signs));
    }
  }

  /**
   * A template with the listing's names filled in and its region turned into a variable; empty
   * where it needs a region and the line has none.
   */
  private String host(String template, String suffix) {
    if (region.isEmpty() && template.contains("{region}")) {
      return "";
    }
    String host =
        template
            .replace("{service}", service)
            .replace("{region}", region)
            .replace("{dnsSuffix}", suffix);
    return region.isEmpty()
        ? host
        : host.replaceAll("(?<![a-z0-9-])" + Pattern.quote(region) + "(?![a-z0-9-])", "{Region}");
  }

  /**
   * A line's own field, or a general template; only regions inherit, and only what varies with
   * them: anything else would be a guess.
   */
  private String inherited(String field) {
    String general = this.general.path(field).asText(whole.path("defaults").path(field).asText(""));
    boolean varies = !region.isEmpty() && general.contains("{region}");
    return own.path(field).asText(varies ? general : "");
  }
}
