package dev.countersign.catalog;

import dev.countersign.catalog.HostTemplate.Role;
import dev.countersign.catalog.HostTemplate.Variable;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every host template of every service but S3, as a tree of labels read from right to left. A
 * literal label is tried before a variable one, and a narrow variable before a wide one, so a name
 * has one reading; the services that share that reading are all reported.
 */
final class EndpointIndex {

  private final Map<String, Node> roots = new HashMap<>();

  /** One place in the tree: what can stand to the left of it, and what ends here. */
  private static final class Node {
    final Map<String, Node> literals = new HashMap<>();
    final Map<Variable, Node> variables =
        new TreeMap<>(
            Comparator.comparing(Variable::role)
                .thenComparing(Variable::before)
                .thenComparing(Variable::after));
    final Map<String, Set<Endpoint>> byPartition = new HashMap<>();
  }

  /**
   * A service's endpoint in one partition.
   *
   * @param hostPrefix as in {@link AwsHost}
   * @param onlyRegion the region that the template spells out; empty where any will do
   * @param signingRegion as in {@link EndpointData.Host}, resolved
   */
  record Endpoint(String service, String hostPrefix, String onlyRegion, String signingRegion) {

    boolean signsRegionSets() {
      return signingRegion.equals(EndpointTemplates.REGION_SET);
    }

    boolean signsFixedRegion() {
      return !signingRegion.isEmpty() && !signsRegionSets();
    }
  }

  /**
   * What a name was found to be.
   *
   * @param endpoints all of the same template, never empty
   */
  record Reading(EndpointData.Partition partition, Bindings bindings, Set<Endpoint> endpoints) {

    AwsHost toHost(String host, AwsHost.Kind kind) {
      Set<String> regions = endpoints.stream().flatMap(this::signs).collect(Collectors.toSet());
      String region = regions.size() == 1 ? regions.iterator().next() : "";
      return new AwsHost(
          host,
          partition.id(),
          optional(region),
          endpoints.stream().map(Endpoint::service).toList(),
          Optional.empty(),
          optional(bindings.account),
          optional(bindings.resource),
          endpoints.stream()
              .map(Endpoint::hostPrefix)
              .max(Comparator.comparingInt(String::length))
              .orElseThrow(),
          kind,
          endpoints.stream().anyMatch(Endpoint::signsRegionSets));
    }

    /** A region that the models fix for a service outweighs the one that the host shows. */
    private Stream<String> signs(Endpoint endpoint) {
      if (endpoint.signsRegionSets()) {
        return Stream.empty();
      }
      if (!endpoint.signingRegion.isEmpty()) {
        return Stream.of(endpoint.signingRegion);
      }
      boolean fixed =
          endpoints.stream()
              .anyMatch(e -> e.service.equals(endpoint.service) && e.signsFixedRegion());
      return fixed ? Stream.empty() : Stream.of(bindings.region);
    }

    private static Optional<String> optional(String text) {
      return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }
  }

  /** The values of a template's variables; empty text for what it has not. */
  record Bindings(String region, String account, String resource) {

    static final Bindings NONE = new Bindings("", "", "");

    Bindings with(Role role, String value) {
      return switch (role) {
        case REGION -> new Bindings(value, account, resource);
        case ACCOUNT -> new Bindings(region, value, resource);
        case OPERATION_TYPE -> this;
        // Labels are met from right to left; a name of two labels is put together again.
        case RESOURCE ->
            new Bindings(region, account, resource.isEmpty() ? value : value + "." + resource);
      };
    }
  }

  /**
   * Adds one template.
   *
   * @param domain the variable of the domain that {@code labels} stand before
   */
  void add(String domain, List<String> labels, EndpointData.Partition partition, Endpoint what) {
    Node node = roots.computeIfAbsent(domain, key -> new Node());
    for (String label : labels.reversed()) {
      node =
          switch (HostTemplate.label(label)) {
            case HostTemplate.Literal(String text) ->
                node.literals.computeIfAbsent(text, key -> new Node());
            case Variable variable -> node.variables.computeIfAbsent(variable, key -> new Node());
          };
    }
    node.byPartition.computeIfAbsent(partition.id(), key -> new LinkedHashSet<>()).add(what);
  }

  /** Looks a name up whose labels before {@code domain} are {@code labels}. */
  Optional<Reading> find(Partitions.Domain domain, List<String> labels) {
    Node root = roots.get(domain.variable());
    return root == null ? Optional.empty() : find(root, domain, labels, Bindings.NONE);
  }

  private static Optional<Reading> find(
      Node node, Partitions.Domain domain, List<String> labels, Bindings bindings) {
    if (labels.isEmpty()) {
      return ending(node, domain, bindings);
    }
    String label = labels.getLast();
    List<String> rest = labels.subList(0, labels.size() - 1);
    Node literal = node.literals.get(label);
    if (literal != null) {
      Optional<Reading> reading = find(literal, domain, rest, bindings);
      if (reading.isPresent()) {
        return reading;
      }
    }
    for (Map.Entry<Variable, Node> entry : node.variables.entrySet()) {
      Variable variable = entry.getKey();
      String value = variable.valueIn(label);
      if (value.isEmpty()
          || (variable.role() == Role.REGION && domain.partitionOf(value).isEmpty())) {
        continue;
      }
      Optional<Reading> reading =
          find(entry.getValue(), domain, rest, bindings.with(variable.role(), value));
      if (reading.isPresent()) {
        return reading;
      }
    }
    return Optional.empty();
  }

  /** A name without a region belongs to the first partition of its domain that has it. */
  private static Optional<Reading> ending(Node node, Partitions.Domain domain, Bindings bindings) {
    List<EndpointData.Partition> candidates =
        bindings.region.isEmpty()
            ? domain.partitions()
            : domain.partitionOf(bindings.region).stream().toList();
    for (EndpointData.Partition partition : candidates) {
      Set<Endpoint> endpoints = new LinkedHashSet<>();
      for (Endpoint endpoint : node.byPartition.getOrDefault(partition.id(), Set.of())) {
        if (endpoint.onlyRegion.isEmpty() || endpoint.onlyRegion.equals(bindings.region)) {
          endpoints.add(endpoint);
        }
      }
      if (!endpoints.isEmpty()) {
        return Optional.of(new Reading(partition, bindings, endpoints));
      }
    }
    return Optional.empty();
  }
}
