package dev.countersign.catalog;

import dev.countersign.catalog.OperationModel.Trait;
import dev.countersign.model.Access;
import java.util.List;
import java.util.Locale;

/**
 * What kind of operation it is, by the models' traits and by lists that people have reviewed. What
 * neither knows is a write.
 */
final class Classifier {

  private final Table access = Table.of("access.txt");
  private final Table iamActions = Table.of("iam-actions.txt");
  private final Table credentials = Table.of("credentials.txt");
  private final Table code = Table.of("runs-code.txt");

  Access access(Found found) {
    List<List<String>> lines = access.all(found.service().id(), found.action());
    if (found.operation().isEmpty()) {
      return Access.WRITE;
    }
    if (!lines.isEmpty()) {
      return Access.valueOf(lines.getFirst().getFirst().toUpperCase(Locale.ROOT));
    }
    if (!found.is(Trait.READONLY)) {
      return Access.WRITE;
    }
    return found.action().startsWith("List") ? Access.LIST : Access.READ;
  }

  /** The IAM actions that AWS checks; a good guess where the list has no line. */
  List<String> iamActions(Found found, String method) {
    if (found.operation().isEmpty()) {
      return List.of();
    }
    List<List<String>> lines = iamActions.all(found.service().id(), found.action());
    List<String> templates =
        lines.isEmpty() ? List.of(found.service().signingName() + ":{action}") : lines.getFirst();
    return templates.stream()
        .map(t -> t.replace("{action}", found.action()).replace("{method}", method))
        .toList();
  }

  /** What is not known might answer with anything. */
  boolean returnsCredentials(Found found) {
    return found.operation().isEmpty()
        || credentials.contains(found.service().id(), found.action());
  }

  /** As for credentials. */
  boolean runsCode(Found found) {
    return found.operation().isEmpty() || code.contains(found.service().id(), found.action());
  }
}
