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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Gathers {@link EndpointData} from the two places where the models speak of hosts: each service's
 * endpoint rule set, and the older list of endpoints by region.
 *
 * <p>Where the two disagree, the rule sets are right: a host that one service's rules name and
 * another's do not is not the other's, although the list may file it there.
 */
final class EndpointCompiler {

  private static final String RULES = "endpoint-rule-set-1.json";

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
      EndpointListing.hosts(partition)
          .forEach(
              (prefix, hosts) ->
                  compiler
                      .listed
                      .computeIfAbsent(prefix, key -> new LinkedHashSet<>())
                      .addAll(hosts));
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
    Stream.concat(
            ruled.getOrDefault(id, Set.of()).stream(),
            listed.getOrDefault(prefix, Set.of()).stream().filter(host -> mayBeOf(id, host)))
        .map(host -> host.signedBy(signingName))
        .forEach(hosts::add);
    Optional<JsonNode> rules = ModelDirectory.read(version, RULES);
    return new EndpointData.Service(
        prefix,
        signingName,
        List.copyOf(hostPrefixes),
        List.copyOf(hosts),
        rules
            .map(tree -> StandardHosts.of(id, tree, model.get("operations"), partitions))
            .orElse(List.of()));
  }

  private boolean mayBeOf(String service, EndpointData.Host listed) {
    Set<String> owning = owners.getOrDefault(name(listed.template()), Set.of());
    return owning.isEmpty() || owning.contains(service);
  }

  private void rules(String service, Path version) throws IOException {
    Optional<JsonNode> rules = ModelDirectory.read(version, RULES);
    Set<EndpointData.Host> hosts =
        rules.map(tree -> EndpointRules.hosts(tree, partitions)).orElse(Set.of());
    for (EndpointData.Host host : hosts) {
      owners.computeIfAbsent(name(host.template()), key -> new TreeSet<>()).add(service);
    }
    ruled.put(service, hosts);
  }

  /** A template without its domain, whatever region it spells out. */
  private String name(String template) {
    List<String> labels = new ArrayList<>();
    String rest = template;
    for (String domain : domains()) {
      rest = rest.endsWith(domain) ? rest.substring(0, rest.length() - domain.length()) : rest;
    }
    for (String label : rest.split("\\.")) {
      boolean region =
          label.equals("{globalRegion}")
              || partitions.stream().anyMatch(p -> p.regionPattern().matcher(label).matches());
      labels.add(region ? "{Region}" : label);
    }
    return String.join(".", labels);
  }

  private List<String> domains() {
    return Stream.concat(
            Stream.of(HostTemplate.DNS_SUFFIX, HostTemplate.DUAL_STACK_DNS_SUFFIX),
            partitions.stream().flatMap(p -> Stream.of(p.dnsSuffix(), p.dualStackDnsSuffix())))
        .map(domain -> "." + domain)
        .toList();
  }
}
