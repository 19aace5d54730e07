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
import java.util.Optional;
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
 * <p>A rule set is a program over the client's settings. Only which hosts it can name at all
 * matters here, so every endpoint node counts, wherever it stands in the tree; of the conditions
 * above it, those that name a partition or a region are kept.
 *
 * <p>Where the two disagree, the rule sets are right: a host that one service's rules name and
 * another's do not is not the other's, although the list may file it there.
 */
final class EndpointCompiler {

  private static final Pattern URL = Pattern.compile("https?://([^/]+)(/.*)?");
  private static final Pattern VARIABLE = Pattern.compile("\\{[^}#]*#([^}]*)}");

  private static final Comparator<EndpointData.Host> ORDER =
      Comparator.comparing(EndpointData.Host::template)
          .thenComparing(EndpointData.Host::partition)
          .thenComparing(EndpointData.Host::signingName)
          .thenComparing(EndpointData.Host::signingRegion);

  private final List<EndpointData.Partition> partitions;
  private final Map<String, Set<EndpointData.Host>> listed = new HashMap<>();
  private final Map<String, Set<EndpointData.Host>> ruled = new HashMap<>();

  /** Services by the names that their rules have for their hosts, without the domain. */
  private final Map<String, Set<String>> owners = new HashMap<>();

  private EndpointCompiler(ModelDirectory models) throws IOException {
    this.partitions = partitions(models);
  }

  static EndpointData compile(ModelDirectory models) throws IOException {
    EndpointCompiler compiler = new EndpointCompiler(models);
    for (JsonNode partition : models.shared("endpoints.json").get("partitions")) {
      compiler.list(partition);
    }
    SortedMap<String, Path> versions = models.services();
    for (Map.Entry<String, Path> entry : versions.entrySet()) {
      compiler.rules(entry.getKey(), entry.getValue());
    }
    SortedMap<String, EndpointData.Service> services = new TreeMap<>();
    for (Map.Entry<String, Path> entry : versions.entrySet()) {
      services.put(entry.getKey(), compiler.service(entry.getKey(), entry.getValue()));
    }
    return new EndpointData(compiler.partitions, services);
  }

  private static List<EndpointData.Partition> partitions(ModelDirectory models) throws IOException {
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

  private EndpointData.Service service(String id, Path version) throws IOException {
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
    for (EndpointData.Host host : ruled.getOrDefault(id, Set.of())) {
      String other = host.signingName().equals(signingName) ? "" : host.signingName();
      hosts.add(
          new EndpointData.Host(host.template(), host.partition(), other, host.signingRegion()));
    }
    for (EndpointData.Host host : listed.getOrDefault(prefix, Set.of())) {
      Set<String> owning = owners.getOrDefault(name(host.template()), Set.of());
      if (!owning.isEmpty() && !owning.contains(id)) {
        continue;
      }
      String other = host.signingName().equals(signingName) ? "" : host.signingName();
      hosts.add(
          new EndpointData.Host(host.template(), host.partition(), other, host.signingRegion()));
    }
    return new EndpointData.Service(
        prefix, signingName, List.copyOf(hostPrefixes), List.copyOf(hosts));
  }

  private void rules(String service, Path version) throws IOException {
    Optional<JsonNode> rules = ModelDirectory.read(version, "endpoint-rule-set-1.json");
    Set<EndpointData.Host> hosts = new LinkedHashSet<>();
    rules.ifPresent(tree -> rules(tree.get("rules"), "", hosts));
    for (EndpointData.Host host : hosts) {
      owners.computeIfAbsent(name(host.template()), key -> new TreeSet<>()).add(service);
    }
    ruled.put(service, hosts);
  }

  private void rules(JsonNode rules, String inherited, Set<EndpointData.Host> hosts) {
    for (JsonNode rule : rules) {
      String partition = inherited;
      for (JsonNode condition : rule.path("conditions")) {
        partition = partitionOf(condition).orElse(partition);
      }
      rule(rule.path("endpoint"), partition, hosts);
      rules(rule.path("rules"), partition, hosts);
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
  private static void rule(JsonNode endpoint, String partition, Set<EndpointData.Host> hosts) {
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

  /** A template without its domain, whatever region it spells out. */
  private String name(String template) {
    List<String> labels = new ArrayList<>();
    String rest = template;
    for (EndpointData.Partition partition : partitions) {
      for (String domain :
          List.of(
              partition.dnsSuffix(),
              partition.dualStackDnsSuffix(),
              "{dnsSuffix}",
              "{dualStackDnsSuffix}")) {
        rest =
            rest.endsWith("." + domain) ? rest.substring(0, rest.lastIndexOf("." + domain)) : rest;
      }
    }
    for (String label : rest.split("\\.")) {
      boolean region =
          label.equals("{globalRegion}")
              || partitions.stream().anyMatch(p -> p.regionPattern().matcher(label).matches());
      labels.add(region ? "{Region}" : label);
    }
    return String.join(".", labels);
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
        // A line such as aws-global is no region: it has the hosts that it spells out.
        String of = region.matcher(line.getKey()).matches() ? line.getKey() : "";
        String name = service.getKey();
        endpoint(new Listing(id, name, of, partition, general, line.getValue()), hosts);
      }
    }
  }

  /**
   * One line of the list, with what it inherits from.
   *
   * @param region that of the line; empty where it is of none
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

    /**
     * A line's own field, or a general template; only regions inherit, and only what varies with
     * them: anything else would be a guess.
     */
    String inherited(String field) {
      String general =
          this.general.path(field).asText(whole.path("defaults").path(field).asText(""));
      boolean varies = !region.isEmpty() && general.contains("{region}");
      return own.path(field).asText(varies ? general : "");
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
