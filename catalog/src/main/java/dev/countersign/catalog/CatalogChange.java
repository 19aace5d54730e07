package dev.countersign.catalog;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * In what a new catalog differs from the one that ships. Names of operations begin with their
 * service's: {@code s3.GetObject}.
 *
 * @param services how many the new one has
 * @param operations likewise
 */
public record CatalogChange(
    int services,
    int operations,
    List<String> newServices,
    List<String> goneServices,
    List<String> newOperations,
    List<String> goneOperations) {

  static CatalogChange between(OperationIndex before, OperationIndex after) {
    SortedSet<String> operationsBefore = operations(before);
    SortedSet<String> operationsAfter = operations(after);
    return new CatalogChange(
        after.ids().size(),
        operationsAfter.size(),
        without(after.ids(), before.ids()),
        without(before.ids(), after.ids()),
        without(operationsAfter, operationsBefore),
        without(operationsBefore, operationsAfter));
  }

  private static SortedSet<String> operations(OperationIndex index) {
    SortedSet<String> names = new TreeSet<>();
    for (String id : index.ids()) {
      index
          .service(id)
          .ifPresent(
              service -> service.operations().keySet().forEach(o -> names.add(id + "." + o)));
    }
    return names;
  }

  private static List<String> without(SortedSet<String> all, SortedSet<String> those) {
    return all.stream().filter(name -> !those.contains(name)).toList();
  }
}
