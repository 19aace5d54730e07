package dev.countersign.catalog;

import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Which resources a call names, as ARNs: by the reviewed table's lines for the service, then by the
 * IAM data's templates, then by the table's lines for every service, of which the last takes
 * whatever is an ARN. A value goes by the first line that fits it.
 */
final class ResourceReader {

  /** What other resources are given rather than what is called. */
  private static final Pattern USED = Pattern.compile("arn:[^:]*:(iam|kms):");

  /** Lines of the form: service, operation, path of the members, template. */
  private final Table table = Table.of("resources.txt");

  private final Map<String, List<List<ResourceLine>>> known = new ConcurrentHashMap<>();

  /** In the order of the lines, so that the first is the primary one; each once. */
  List<String> resources(Found found, AwsHost host, Place place, Input input) {
    return found
        .operation()
        .map(operation -> resources(found, operation, host, place, input))
        .orElse(List.of());
  }

  private List<String> resources(
      Found found, OperationModel operation, AwsHost host, Place place, Input input) {
    Set<String> resources = new LinkedHashSet<>();
    if (found.service().id().equals(S3Router.SERVICE)) {
      resources.addAll(S3Resources.of(found, host, place, input));
    }
    ResourceKind kind = new ResourceKind(operation, place, input.params());
    List<Leaf> leaves = leaves(input);
    Set<Leaf> read = new HashSet<>();
    List<List<ResourceLine>> tiers = lines(found.service(), operation);
    tiers.getFirst().forEach(line -> add(List.of(line), leaves, read, kind, resources));
    // Where the data has several kinds for one member, nothing says which one is meant.
    add(tiers.get(1), leaves, read, kind, resources);
    tiers.getLast().forEach(line -> add(List.of(line), leaves, read, kind, resources));
    return List.copyOf(resources);
  }

  private static List<Leaf> leaves(Input input) {
    return input.leaves().stream()
        .filter(leaf -> !leaf.text().isEmpty())
        .sorted(Comparator.comparing(leaf -> USED.matcher(leaf.text()).lookingAt()))
        .toList();
  }

  /** Adds what the lines make of the values that no earlier line took. */
  private static void add(
      List<ResourceLine> lines,
      List<Leaf> leaves,
      Set<Leaf> read,
      ResourceKind kind,
      Set<String> resources) {
    Set<Leaf> taken = new HashSet<>();
    for (ResourceLine line : lines) {
      if (line.isOfPath()) {
        resources.addAll(kind.path());
      }
      for (Leaf leaf : leaves) {
        if (line.members().fits(leaf) && !read.contains(leaf)) {
          taken.add(leaf);
          if (!line.isData()) {
            resources.addAll(kind.read(line.template(), leaf));
          }
        }
      }
    }
    read.addAll(taken);
  }

  private List<List<ResourceLine>> lines(ServiceModel service, OperationModel operation) {
    return known.computeIfAbsent(
        service.id() + " " + operation.name(),
        key ->
            List.of(
                table.own(service.id(), operation.name()).map(ResourceLine::of).toList(),
                operation.iam().stream()
                    .flatMap(iam -> iam.resources().stream())
                    .map(ResourceLine::ofIam)
                    .toList(),
                table.common(operation.name()).map(ResourceLine::of).toList()));
  }

  /**
   * Whether a body that was not read could have named a resource, or another account: the operation
   * has members there that can be texts.
   */
  boolean dependsOnBody(Found found) {
    return found.operation().flatMap(operation -> operation.membersInBody().findAny()).isPresent();
  }
}
