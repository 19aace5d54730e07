package dev.countersign.catalog;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every name that a call of this catalog can carry, for checks of what people write about calls. All
 * of them stand in order.
 *
 * @param actions what a service is signed as, and the operations that are signed so: {@code bedrock}
 *     covers several services, and S3's go by several names
 * @param aliases other names of services, in lower case, and what they are signed as: {@code
 *     cloudwatch} is {@code monitoring}
 * @param apis the SDKs' service ids: {@code Bedrock Runtime}
 * @param iamActions all that {@code AwsCall.iamActions} can hold
 * @param regions those known by name; a region that opens tomorrow is one by {@code isRegion} alone
 * @param isRegion whether a text is the name of a region of some partition
 */
public record KnownNames(
    Map<String, Set<String>> actions,
    Map<String, String> aliases,
    Set<String> apis,
    Set<String> iamActions,
    Set<String> partitions,
    Set<String> regions,
    Predicate<String> isRegion) {

  static KnownNames of(
      EndpointData endpoints, ScopeCheck scopes, Stream<ServiceModel> services, Classifier facts) {
    Map<String, Set<String>> actions = new TreeMap<>();
    Map<String, String> aliases = new TreeMap<>();
    Set<String> apis = new TreeSet<>();
    Set<String> iamActions = new TreeSet<>();
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
    Set<String> partitions = new TreeSet<>();
    Set<String> regions = new TreeSet<>();
    for (EndpointData.Partition partition : endpoints.partitions()) {
      partitions.add(partition.id());
      regions.addAll(partition.regions());
    }
    Predicate<String> form =
        endpoints.partitions().stream()
            .map(EndpointData.Partition::regionPattern)
            .map(Pattern::asMatchPredicate)
            .reduce(_ -> false, Predicate::or);
    return new KnownNames(
        actions, aliases, apis, iamActions, partitions, regions, form.or(regions::contains));
  }
}
