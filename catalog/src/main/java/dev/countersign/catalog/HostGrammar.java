package dev.countersign.catalog;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads host names. A name that no template of the models fits is not an AWS endpoint, whatever
 * domain it is under: load balancers, instances, API stages, function URLs and search domains live
 * under {@code amazonaws.com} too, and belong to strangers.
 *
 * <p>Immutable; a look-up costs a few hash probes per label.
 */
final class HostGrammar {

  static final Set<String> S3 = Set.of("s3", "s3control");

  /** The endpoint's id, and the availability zone of a zonal name. */
  private static final Pattern ENDPOINT_ID =
      Pattern.compile("vpce-[0-9a-f]{8,17}-[a-z0-9]{4,16}(-[a-z0-9-]+)?");

  /** Behind an interface endpoint, its name leads to whatever private API the sender names. */
  private static final String PRIVATE_APIS = "apigatewaymanagementapi";

  private final Partitions partitions;
  private final EndpointIndex index;

  HostGrammar(EndpointData data) {
    partitions = new Partitions(data.partitions());
    index = EndpointTemplates.index(data, partitions, S3);
  }

  /**
   * Reads {@code host}: lower case, without port and trailing dot, else it is refused.
   *
   * @return empty where it is not a modelled AWS endpoint
   */
  Optional<AwsHost> parse(String host) {
    return HostLabels.split(host).flatMap(labels -> read(host, labels));
  }

  private Optional<AwsHost> read(String host, List<String> labels) {
    Optional<Partitions.Split> split = partitions.split(labels);
    if (split.isEmpty()) {
      Partitions.Split elsewhere = partitions.elsewhere(labels);
      return find(host, elsewhere, AwsHost.Kind.REGULAR);
    }
    Partitions.Split known = split.orElseThrow();
    return known.rest().getLast().equals("vpce")
        ? interfaceEndpoint(host, known)
        : union(S3Hosts.read(host, known), find(host, known, AwsHost.Kind.REGULAR));
  }

  private Optional<AwsHost> find(String host, Partitions.Split split, AwsHost.Kind kind) {
    return index.find(split.domain(), split.rest()).map(reading -> reading.toHost(host, kind));
  }

  /** One name can be an S3 host and another service's: {@code s3-outposts.region} is. */
  private static Optional<AwsHost> union(Optional<AwsHost> s3, Optional<AwsHost> other) {
    if (s3.isEmpty() || other.isEmpty()) {
      return s3.or(() -> other);
    }
    AwsHost a = s3.orElseThrow();
    AwsHost b = other.orElseThrow();
    return Optional.of(
        new AwsHost(
            a.host(),
            a.partition(),
            a.region(),
            Stream.concat(a.services().stream(), b.services().stream()).toList(),
            a.bucket(),
            a.accountId(),
            a.resourceLabel(),
            a.hostPrefix(),
            a.kind(),
            a.regionSets() || b.regionSets()));
  }

  /** {@code vpce-id[-zone].service.region.vpce}, with more before it for S3. */
  private Optional<AwsHost> interfaceEndpoint(String host, Partitions.Split split) {
    List<String> labels = split.rest().subList(0, split.rest().size() - 1);
    // From the right: what stands before the id is the customer's word, and may look like one.
    int id = labels.size() - 3;
    while (id >= 0 && !ENDPOINT_ID.matcher(labels.get(id)).matches()) {
      id--;
    }
    if (id < 0 || !split.domain().variable().equals(HostTemplate.DNS_SUFFIX)) {
      return Optional.empty();
    }
    List<String> service = labels.subList(id + 1, labels.size());
    String region = labels.getLast();
    if (service.equals(List.of("s3", region))) {
      List<String> before = labels.subList(0, id);
      return split
          .domain()
          .partitionOf(region)
          .flatMap(
              partition ->
                  S3Hosts.readInterfaceEndpoint(new S3Name(host, partition.id(), region), before));
    }
    return id == 0
        ? find(host, new Partitions.Split(split.domain(), service), AwsHost.Kind.VPC_ENDPOINT)
            .filter(found -> found.accountId().isEmpty() && found.resourceLabel().isEmpty())
            .filter(found -> !found.services().contains(PRIVATE_APIS))
        : Optional.empty();
  }
}
