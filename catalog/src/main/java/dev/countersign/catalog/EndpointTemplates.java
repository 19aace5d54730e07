package dev.countersign.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the endpoint facts into an {@link EndpointIndex}: every template is expanded for each
 * partition that can have it, and the models' operation host prefixes are put before it.
 */
final class EndpointTemplates {

  /** SigV4A's stand-in for a region. */
  static final String REGION_SET = "*";

  private static final String GLOBAL_REGION = "{globalRegion}";

  /** An endpoint's id is the one variable that may span two labels: {@code abcde.veo}. */
  private static final String ENDPOINT_ID = "{EndpointId}";

  private final EndpointData data;
  private final Partitions partitions;
  private final EndpointIndex index = new EndpointIndex();

  /** Few labels make up thousands of templates, and telling a region takes a pattern. */
  private final Map<String, Optional<EndpointData.Partition>> owners = new HashMap<>();

  private EndpointTemplates(EndpointData data, Partitions partitions) {
    this.data = data;
    this.partitions = partitions;
  }

  /**
   * @param except services with a grammar of their own
   */
  static EndpointIndex index(EndpointData data, Partitions partitions, Set<String> except) {
    EndpointTemplates templates = new EndpointTemplates(data, partitions);
    data.services()
        .forEach(
            (id, service) -> {
              if (!except.contains(id)) {
                templates.add(id, service);
              }
            });
    return templates.index;
  }

  private void add(String id, EndpointData.Service service) {
    Set<String> prefixed = new LinkedHashSet<>();
    for (EndpointData.Host host : service.hosts()) {
      service.hostPrefixes().forEach(prefix -> prefixed.add(prefix + host.template()));
    }
    for (EndpointData.Host host : service.hosts()) {
      // The endpoint list repeats some prefixed hosts as if they were the service's own.
      if (prefixed.contains(host.template())) {
        continue;
      }
      add(id, "", host);
      service.hostPrefixes().forEach(prefix -> add(id, prefix, host));
    }
  }

  private void add(String service, String hostPrefix, EndpointData.Host host) {
    String template = hostPrefix + host.template();
    add(service, hostPrefix, host, template);
    if (template.contains(ENDPOINT_ID)) {
      add(
          service,
          hostPrefix,
          host,
          template.replace(ENDPOINT_ID, ENDPOINT_ID + "." + ENDPOINT_ID));
    }
  }

  private void add(String service, String hostPrefix, EndpointData.Host host, String template) {
    List<String> labels = List.of(template.split("\\."));
    Partitions.Split split = split(labels);
    for (EndpointData.Partition partition : split.domain().partitions()) {
      boolean elsewhere = !host.partition().isEmpty() && !host.partition().equals(partition.id());
      Optional<String> signingRegion = signingRegion(host.signingRegion(), partition);
      if (elsewhere || signingRegion.isEmpty()) {
        continue;
      }
      form(split, partition)
          .ifPresent(
              form ->
                  index.add(
                      split.domain().variable(),
                      form.labels,
                      partition,
                      new EndpointIndex.Endpoint(
                          service, hostPrefix, form.onlyRegion, signingRegion.orElseThrow())));
    }
  }

  /**
   * A template's labels in one partition.
   *
   * @param onlyRegion the region that it spells out; empty where it has none or any
   */
  private record Form(List<String> labels, String onlyRegion) {}

  /** Empty where the template spells out a region of another partition. */
  private Optional<Form> form(Partitions.Split split, EndpointData.Partition partition) {
    List<String> labels = new ArrayList<>();
    String onlyRegion = "";
    for (String label : split.rest()) {
      String text = label.equals(GLOBAL_REGION) ? partition.globalRegion() : label;
      Optional<EndpointData.Partition> owner = owners.computeIfAbsent(text, partitions::ofRegion);
      if (owner.isPresent() && !owner.orElseThrow().equals(partition)) {
        return Optional.empty();
      }
      onlyRegion = owner.isPresent() ? text : onlyRegion;
      labels.add(owner.isPresent() ? "{Region}" : text);
    }
    return Optional.of(new Form(labels, onlyRegion));
  }

  private Partitions.Split split(List<String> labels) {
    String last = labels.getLast();
    boolean open =
        last.equals(HostTemplate.DNS_SUFFIX) || last.equals(HostTemplate.DUAL_STACK_DNS_SUFFIX);
    return open
        ? new Partitions.Split(
            new Partitions.Domain(last, data.partitions()), labels.subList(0, labels.size() - 1))
        : partitions.split(labels).orElseGet(() -> partitions.elsewhere(labels));
  }

  /** Empty where a template signs for a region of another partition, and so is not for this one. */
  private static Optional<String> signingRegion(String region, EndpointData.Partition partition) {
    if (region.equals(GLOBAL_REGION)) {
      return Optional.of(partition.globalRegion());
    }
    boolean fits =
        region.isEmpty() || region.equals(REGION_SET) || Partitions.hasRegion(partition, region);
    return fits ? Optional.of(region) : Optional.empty();
  }
}
