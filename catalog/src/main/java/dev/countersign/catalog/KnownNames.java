package dev.countersign.catalog;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Every name that a call of this catalog can carry, for checks of what people write about calls.
 * All of them stand in order.
 *
 * @param actions what a service is signed as, and the operations that are signed so: {@code
 *     bedrock} covers several services, and S3's go by several names
 * @param aliases other names of services, in lower case, and what they are signed as: {@code
 *     cloudwatch} is {@code monitoring}
 * @param apis the SDKs' service ids: {@code Bedrock Runtime}
 * @param iamActions all that {@code AwsCall.iamActions} can hold
 * @param regions those known by name
 * @param isRegion whether a text can be the name of a region, be it one that opens tomorrow
 */
public record KnownNames(
    Map<String, Set<String>> actions,
    Map<String, String> aliases,
    Set<String> apis,
    Set<String> iamActions,
    Set<String> partitions,
    Set<String> regions,
    Predicate<String> isRegion) {

  /**
   * A region that opens tomorrow has a place in a partition's pattern and the words of those that
   * there are: the patterns alone would let {@code eu-wset-1} pass.
   */
  private static Predicate<String> isRegion(EndpointData endpoints, Set<String> regions) {
    Set<String> words = regions.stream().flatMap(KnownNames::words).collect(Collectors.toSet());
    Predicate<String> form =
        region ->
            endpoints.partitions().stream()
                .anyMatch(partition -> Partitions.hasRegion(partition, region));
    return form.and(region -> words(region).allMatch(words::contains)).or(regions::contains);
  }

  /** {@code gov} and {@code west} of {@code us-gov-west-1}. */
  private static Stream<String> words(String region) {
    List<String> parts = List.of(region.split("-"));
    return parts.stream().limit(Math.max(parts.size() - 1L, 1)).skip(1);
  }

  static KnownNames of(
      EndpointData endpoints, ScopeCheck scopes, Stream<ServiceModel> services, Classifier facts) {
    Map<String, Set<String>> actions = new TreeMap<>();
    Map<String, String> aliases = new TreeMap<>();
    Set<String> apis = new TreeSet<>();
    Set<String> iamActions = new TreeSet<>(MemberActions.all());
    services.forEach(
        service -> {
          Set<String> names = service.operations().keySet();
          scopes
              .signingNames(service)
              .forEach(name -> actions.computeIfAbsent(name, _ -> new TreeSet<>()).addAll(names));
          apis.add(service.api());
          Stream.of(service.id(), service.api().toLowerCase(Locale.ROOT), service.endpointPrefix())
              .forEach(name -> aliases.putIfAbsent(name, service.signingName()));
          service
              .operations()
              .values()
              .forEach(operation -> iamActions.addAll(facts.iamActions(service, operation)));
        });
    Connections.names(actions, iamActions);
    WebSockets.names(actions, iamActions);
    Set<String> partitions = new TreeSet<>();
    Set<String> regions = new TreeSet<>();
    for (EndpointData.Partition partition : endpoints.partitions()) {
      partitions.add(partition.id());
      regions.addAll(partition.regions());
    }
    return new KnownNames(
        actions, aliases, apis, iamActions, partitions, regions, isRegion(endpoints, regions));
  }
}
