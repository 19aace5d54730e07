package dev.countersign.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The compiler's part that asks which host a client without any settings calls, in every region
 * that is known, and writes the answers down as few templates.
 */
final class StandardHosts {

  private final JsonNode ruleSet;
  private final List<EndpointData.Partition> partitions;

  private StandardHosts(JsonNode ruleSet, List<EndpointData.Partition> partitions) {
    this.ruleSet = ruleSet;
    this.partitions = partitions;
  }

  /**
   * @param operations of the service's model
   */
  static List<EndpointData.Standard> of(
      String service,
      JsonNode ruleSet,
      JsonNode operations,
      List<EndpointData.Partition> partitions) {
    StandardHosts hosts = new StandardHosts(ruleSet, partitions);
    List<EndpointData.Standard> all = new ArrayList<>(hosts.of(List.of(), Map.of()));
    // What S3's operations fix has a meaning only beside a bucket or an account.
    if (!HostGrammar.S3.contains(service)) {
      List<EndpointData.Standard> general = List.copyOf(all);
      fixed(operations)
          .forEach(
              (parameters, names) -> {
                List<EndpointData.Standard> own = hosts.of(names, parameters);
                if (!own.equals(forAll(general, names))) {
                  all.addAll(own);
                }
              });
    }
    return all;
  }

  private static List<EndpointData.Standard> forAll(
      List<EndpointData.Standard> general, List<String> names) {
    return general.stream()
        .map(
            s ->
                new EndpointData.Standard(
                    s.template(), s.partition(), s.signingRegion(), s.regions(), names))
        .toList();
  }

  /** Operations by the endpoint parameters that the model fixes for them. */
  private static Map<Map<String, JsonNode>, List<String>> fixed(JsonNode operations) {
    Map<Map<String, JsonNode>, List<String>> fixed = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> operation : operations.properties()) {
      Map<String, JsonNode> parameters = new TreeMap<>();
      operation
          .getValue()
          .path("staticContextParams")
          .properties()
          .forEach(one -> parameters.put(one.getKey(), one.getValue().path("value")));
      if (!parameters.isEmpty()) {
        fixed.computeIfAbsent(parameters, key -> new ArrayList<>()).add(operation.getKey());
      }
    }
    return fixed;
  }

  private List<EndpointData.Standard> of(
      List<String> operations, Map<String, JsonNode> parameters) {
    List<EndpointData.Standard> all = new ArrayList<>();
    for (EndpointData.Partition partition : partitions) {
      all.addAll(of(partition, operations, parameters));
    }
    return all;
  }

  private List<EndpointData.Standard> of(
      EndpointData.Partition partition, List<String> operations, Map<String, JsonNode> parameters) {
    Map<String, EndpointEvaluator.Answer> answers = new TreeMap<>();
    for (String region : partition.regions()) {
      if (Partitions.hasRegion(partition, region)) {
        EndpointEvaluator.answer(ruleSet, partitions, region, parameters)
            .ifPresent(answer -> answers.put(region, answer));
      }
    }
    Map<EndpointEvaluator.Answer, List<String>> templates = templates(answers);
    Optional<EndpointEvaluator.Answer> most =
        templates.keySet().stream()
            .max(
                Comparator.comparingInt(
                    template -> templates.getOrDefault(template, List.of()).size()));
    return templates.entrySet().stream()
        .map(
            entry ->
                new EndpointData.Standard(
                    entry.getKey().host(),
                    partition.id(),
                    entry.getKey().signingRegion(),
                    most.filter(entry.getKey()::equals).isPresent() ? List.of() : entry.getValue(),
                    operations))
        .toList();
  }

  /**
   * Regions by the template that their host follows. A host that several regions have is no
   * template, although one of them may stand in it.
   */
  private static Map<EndpointEvaluator.Answer, List<String>> templates(
      Map<String, EndpointEvaluator.Answer> answers) {
    Map<String, Long> sharing =
        answers.values().stream()
            .collect(Collectors.groupingBy(EndpointEvaluator.Answer::host, Collectors.counting()));
    Map<EndpointEvaluator.Answer, List<String>> templates = new LinkedHashMap<>();
    answers.forEach(
        (region, answer) -> {
          boolean own = sharing.getOrDefault(answer.host(), 0L) == 1;
          EndpointEvaluator.Answer template =
              own
                  ? new EndpointEvaluator.Answer(
                      HostTemplate.withRegion(answer.host(), region),
                      answer.signingRegion().equals(region) ? "" : answer.signingRegion())
                  : answer;
          templates.computeIfAbsent(template, key -> new ArrayList<>()).add(region);
        });
    return templates;
  }
}
