package dev.countersign.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Gathers {@link EndpointData} from the two places where the models speak of hosts: each service's
 * endpoint rule set, and the older list of endpoints by region.
 *
 * <p>A rule set is a program over the client's settings. Its conditions do not matter here, only
 * which hosts it can name at all; so every endpoint node counts, wherever it stands in the tree.
 */
final class EndpointCompiler {

  private static final Pattern URL = Pattern.compile("https?://([^/]+)(/.*)?");
  private static final Pattern VARIABLE = Pattern.compile("\\{[^}#]*#([^}]*)}");

  private static final Comparator<EndpointData.Host> ORDER =
      Comparator.comparing(EndpointData.Host::template)
          .thenComparing(EndpointData.Host::partition)
          .thenComparing(EndpointData.Host::signingName)
          .thenComparing(EndpointData.Host::signingRegion);

  private final ModelDirectory models;
  private final Map<String, Set<EndpointData.Host>> listed = new HashMap<>();

  private EndpointCompiler(ModelDirectory models) {
    this.models = models;
  }

  static EndpointData compile(ModelDirectory models) throws IOException {
    EndpointCompiler compiler = new EndpointCompiler(models);
    for (JsonNode partition : models.shared("endpoints.json").get("partitions")) {
      compiler.list(partition);
    }
    SortedMap<String, EndpointData.Service> services = new TreeMap<>();
    for (Map.Entry<String, Path> entry : models.services().entrySet()) {
      services.put(entry.getKey(), compiler.service(entry.getValue()));
    }
    return new EndpointData(compiler.partitions(), services);
  }

  private List<EndpointData.Partition> partitions() throws IOException {
    List<EndpointData.Partition> partitions = new ArrayList<>();
    for (JsonNode partition : models.shared("partitions.json").get("partitions")) {
      JsonNode outputs = partition.get("outputs");
      List<String> regions = new ArrayList<>();
      partition.get("regions").fieldNames().forEachRemaining(regions::add);
      partitions.add(
          new EndpointData.Partition(
              partition.get("id").asText(),
              Pattern.compile(partition.get("regionRegex").asText()),
              outputs.get("dnsSuffix").asText(),
              outputs.get("dualStackDnsSuffix").asText(),
              outputs.get("implicitGlobalRegion").asText(),
              regions.stream().sorted().toList()));
    }
    return partitions;
  }

  private EndpointData.Service service(Path version) throws IOException {
    JsonNode model = ModelDirectory.read(version, "service-2.json").orElseThrow();
    JsonNode metadata = model.get("metadata");
    String prefix = metadata.get("endpointPrefix").asText();
    String signingName = metadata.path("signingName").asText(prefix);
    Set<String> hostPrefixes = new TreeSet<>();
    for (JsonNode operation : model.get("operations")) {
      String hostPrefix = operation.path("endpoint").path("hostPrefix").asText("");
      if (!hostPrefix.isEmpty()) {
        hostPrefixes.add(hostPrefix);
      }
    }
    Set<EndpointData.Host> hosts = new TreeSet<>(ORDER);
    for (JsonNode endpoint :
        ModelDirectory.read(version, "endpoint-rule-set-1.json").stream()
            .flatMap(rules -> rules.findValues("endpoint").stream())
            .toList()) {
      rule(endpoint, signingName, hosts);
    }
    for (EndpointData.Host host : listed.getOrDefault(prefix, Set.of())) {
      String other = host.signingName().equals(signingName) ? "" : host.signingName();
      hosts.add(
          new EndpointData.Host(host.template(), host.partition(), other, host.signingRegion()));
    }
    return new EndpointData.Service(
        prefix, signingName, List.copyOf(hostPrefixes), List.copyOf(hosts));
  }

  /** An endpoint node of a rule set; one that only repeats the client's own URL says nothing. */
  private static void rule(JsonNode endpoint, String signingName, Set<EndpointData.Host> hosts) {
    Matcher url = URL.matcher(endpoint.path("url").asText(""));
    if (!url.matches() || url.group(1).contains("{url#")) {
      return;
    }
    String template = canonical(url.group(1));
    JsonNode schemes = endpoint.path("properties").path("authSchemes");
    if (schemes.isEmpty()) {
      hosts.add(new EndpointData.Host(template, "", "", ""));
    }
    for (JsonNode scheme : schemes) {
      String name = scheme.path("signingName").asText("");
      String region =
          scheme.has("signingRegionSet")
              ? "*"
              : canonical(scheme.path("signingRegion").asText("")).replace("{Region}", "");
      hosts.add(new EndpointData.Host(template, "", name.equals(signingName) ? "" : name, region));
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

  /** One partition of the list of endpoints, filed under endpoint prefixes. */
  private void list(JsonNode partition) {
    Pattern region = Pattern.compile(partition.get("regionRegex").asText());
    String id = partition.get("partition").asText();
    for (Map.Entry<String, JsonNode> service : partition.get("services").properties()) {
      Set<EndpointData.Host> hosts =
          listed.computeIfAbsent(service.getKey(), key -> new LinkedHashSet<>());
      JsonNode general = service.getValue().path("defaults");
      for (Map.Entry<String, JsonNode> line : service.getValue().path("endpoints").properties()) {
        // A line such as us-east-1-fips is no region; the one that it signs for is.
        String signed = line.getValue().path("credentialScope").path("region").asText("");
        String of = region.matcher(line.getKey()).matches() ? line.getKey() : signed;
        String name = service.getKey();
        endpoint(new Listing(id, name, of, partition, general, line.getValue()), hosts);
      }
    }
  }

  /**
   * One line of the list, with what it inherits from.
   *
   * @param region that of the line, or that for which it signs; empty where it has neither
   */
  private record Listing(
      String partition,
      String service,
      String region,
      JsonNode whole,
      JsonNode general,
      JsonNode own) {

    /**
     * A template with the listing's names filled in and its region turned into a variable; empty
     * where it needs a region and the line has none.
     */
    String host(String template, String suffix) {
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

    String inherited(String field) {
      return own.path(field)
          .asText(general.path(field).asText(whole.path("defaults").path(field).asText("")));
    }
  }

  private static void endpoint(Listing listing, Set<EndpointData.Host> hosts) {
    String suffix = listing.whole().get("dnsSuffix").asText();
    JsonNode scope = listing.own().path("credentialScope");
    String name =
        scope
            .path("service")
            .asText(listing.general().path("credentialScope").path("service").asText(""));
    String signed = scope.path("region").asText("");
    Set<String> templates = new LinkedHashSet<>();
    templates.add(listing.host(listing.inherited("hostname"), suffix));
    templates.add(listing.host(listing.inherited("sslCommonName"), suffix));
    for (JsonNode variant : listing.own().path("variants")) {
      String own = variant.path("dnsSuffix").asText(suffix);
      templates.add(listing.host(variant.path("hostname").asText(""), own));
    }
    templates.remove("");
    for (String host : templates) {
      String fixed = signed.isEmpty() ? listing.region() : signed;
      String region = host.contains("{Region}") ? "" : fixed;
      hosts.add(new EndpointData.Host(host, listing.partition(), name, region));
    }
  }
}
