package dev.countersign.catalog;

import dev.countersign.catalog.EndpointData.Partition;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.SigningAlgorithm;
import dev.countersign.model.SigningScope;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Whether the credential scope of a signature says the same as the host. */
final class ScopeCheck {

  private final Map<String, Set<String>> signingNames = new HashMap<>();
  private final Map<String, Partition> partitions = new HashMap<>();

  ScopeCheck(EndpointData endpoints) {
    endpoints.partitions().forEach(partition -> partitions.put(partition.id(), partition));
    endpoints
        .services()
        .forEach(
            (id, service) -> {
              Set<String> names = new HashSet<>(Set.of(service.signingName()));
              service.hosts().stream()
                  .map(EndpointData.Host::signingName)
                  .filter(name -> !name.isEmpty())
                  .forEach(names::add);
              signingNames.put(id, names);
            });
  }

  /**
   * The services that host and scope have in common.
   *
   * @throws Refusal AMBIGUOUS where they have none, or name two regions; SIGNATURE_UNSUPPORTED for
   *     a set of regions where the host takes none
   */
  List<ServiceModel> agreeing(List<ServiceModel> services, AwsHost host, SigningScope scope) {
    List<ServiceModel> agreeing =
        services.stream().filter(service -> signsAs(service, host, scope.service())).toList();
    if (agreeing.isEmpty()) {
      throw disagree(
          "the host " + host.host() + " is " + services.stream().map(ServiceModel::api).toList(),
          "the signature is for the service " + scope.service());
    }
    if (scope.algorithm() == SigningAlgorithm.SIGV4A && !host.regionSets()) {
      throw new Refusal(
          Failure.SIGNATURE_UNSUPPORTED,
          "the signature is for a set of regions (SigV4A), and the host "
              + host.host()
              + " takes none: sign for its region with SigV4");
    }
    if (host.region().filter(region -> !scope.covers(region)).isPresent()) {
      throw disagree(
          "the host " + host.host() + " is in " + host.region().orElseThrow(),
          "the signature is for " + scope.region());
    }
    Partition partition = partitions.get(host.partition());
    if (partition == null || !isWithin(partition, scope)) {
      throw disagree(
          "the host " + host.host() + " is in the partition " + host.partition(),
          "the signature is for " + scope.region());
    }
    return agreeing;
  }

  /** {@code *} is within any partition: it stands for the regions of the host's own. */
  private static boolean isWithin(Partition partition, SigningScope scope) {
    return scope.region().equals(SigningScope.EVERY_REGION)
        || scope.regions().stream().allMatch(region -> isRegionOf(partition, region));
  }

  /** Everything that a signature for some host of the service may name in its scope. */
  Set<String> signingNames(ServiceModel service) {
    Set<String> names = new HashSet<>(Set.of(service.signingName()));
    names.addAll(signingNames.getOrDefault(service.id(), Set.of()));
    if (HostGrammar.S3.contains(service.id())) {
      Stream.of(AwsHost.Kind.values())
          .flatMap(kind -> kind.signingName().stream())
          .forEach(names::add);
    }
    return names;
  }

  /** S3's special hosts have signing names of their own; other services' are in the models. */
  private boolean signsAs(ServiceModel service, AwsHost host, String name) {
    return host.kind()
        .signingName()
        .map(name::equals)
        .orElseGet(
            () ->
                service.id().equals(S3Router.SERVICE)
                    ? name.equals(service.signingName())
                    : signingNames.getOrDefault(service.id(), Set.of()).contains(name));
  }

  private static boolean isRegionOf(Partition partition, String region) {
    return partition.regionPattern().matcher(region).matches()
        || partition.regions().contains(region);
  }

  private static Refusal disagree(String one, String other) {
    return new Refusal(Failure.AMBIGUOUS, one + " and " + other);
  }
}
