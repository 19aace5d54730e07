package dev.countersign.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which partitions a domain belongs to, and which one a region does. Domains are compared label by
 * label, never as text: {@code evil-amazonaws.com} shares no label with {@code amazonaws.com}.
 */
final class Partitions {

  private final List<EndpointData.Partition> all;
  private final Map<List<String>, Domain> domains = new HashMap<>();

  /**
   * A partition's domain. {@code aws} and {@code aws-us-gov} share theirs; only a region tells them
   * apart.
   *
   * @param variable the name that templates have for it: {@code {dnsSuffix}}
   * @param partitions in the models' order
   */
  record Domain(String variable, List<EndpointData.Partition> partitions) {

    /** The partition of this domain that {@code region} belongs to. */
    Optional<EndpointData.Partition> partitionOf(String region) {
      return partitions.stream().filter(partition -> hasRegion(partition, region)).findFirst();
    }
  }

  /**
   * A domain and what stands before it.
   *
   * @param rest the labels before the domain, left to right
   */
  record Split(Domain domain, List<String> rest) {}

  Partitions(List<EndpointData.Partition> all) {
    this.all = List.copyOf(all);
    for (EndpointData.Partition partition : all) {
      add(partition.dnsSuffix(), HostTemplate.DNS_SUFFIX);
      add(partition.dualStackDnsSuffix(), HostTemplate.DUAL_STACK_DNS_SUFFIX);
    }
  }

  private void add(String suffix, String variable) {
    List<EndpointData.Partition> sharing =
        all.stream()
            .filter(p -> p.dnsSuffix().equals(suffix) || p.dualStackDnsSuffix().equals(suffix))
            .toList();
    domains.put(List.of(suffix.split("\\.")), new Domain(variable, sharing));
  }

  /** Takes a partition's domain off the end; empty where the name is under none. */
  Optional<Split> split(List<String> labels) {
    for (int i = 1; i < labels.size(); i++) {
      Domain domain = domains.get(labels.subList(i, labels.size()));
      if (domain != null) {
        return Optional.of(new Split(domain, labels.subList(0, i)));
      }
    }
    return Optional.empty();
  }

  /** In the models' order. */
  List<EndpointData.Partition> all() {
    return all;
  }

  /** The partition that {@code region} belongs to, whatever the domain. */
  Optional<EndpointData.Partition> ofRegion(String region) {
    return all.stream().filter(partition -> hasRegion(partition, region)).findFirst();
  }

  /** A name under a domain of its own, such as a sign-in page's: any partition may have it. */
  Split elsewhere(List<String> labels) {
    return new Split(new Domain("", all), labels);
  }

  /**
   * Whether {@code region} is one of the partition's, known by name or by its pattern: a region
   * that opens tomorrow is a region. Pseudo regions such as {@code aws-global} are none.
   */
  static boolean hasRegion(EndpointData.Partition partition, String region) {
    return partition.regionPattern().matcher(region).matches();
  }
}
