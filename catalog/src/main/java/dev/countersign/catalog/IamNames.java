package dev.countersign.catalog;

import java.util.List;
import java.util.stream.Stream;

/** Under which names IAM may know an operation: the reviewed list's, else its own. */
final class IamNames {

  private final Table reviewed = Table.of("iam-actions.txt");

  /** Lists of action names that AWS checks together, the likeliest list first; never none. */
  List<List<String>> candidates(ServiceModel service, OperationModel operation) {
    List<List<String>> lines = reviewed.all(service.id(), operation.name());
    if (!lines.isEmpty()) {
      return List.of(
          lines.getFirst().stream()
              .map(name -> name.replace("{action}", operation.name()))
              .map(name -> name.replace("{method}", operation.method()))
              .toList());
    }
    return Stream.of(service.signingName(), service.id())
        .distinct()
        .map(prefix -> List.of(prefix + ":" + operation.name()))
        .toList();
  }
}
