package dev.countersign.catalog;

import dev.countersign.catalog.OperationModel.Trait;
import dev.countersign.model.Access;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What kind of thing an operation does: by lists that people have reviewed, by the IAM data, and by
 * the models' traits. What none of them knows is a write.
 */
final class Classifier {

  /** On what ground an operation has its level. */
  enum Ground {
    /** A person decided, whatever the data says. */
    REVIEWED,
    /** The IAM data has the level of its actions. */
    IAM,
    /** The data is silent and the model says that nothing changes. */
    TRAIT,
    /** The data is silent and a person decided. */
    GAP,
    /** Nobody knows: a write. */
    NONE
  }

  /**
   * @param iamActions what AWS checks; a good guess where neither list nor data knows it
   */
  record Facts(
      Access access,
      Ground ground,
      List<String> iamActions,
      boolean returnsCredentials,
      boolean runsCode) {}

  /** What is not known might answer with anything and start anything. */
  private static final Facts UNKNOWN = new Facts(Access.WRITE, Ground.NONE, List.of(), true, true);

  private final Table reviewed = Table.of("access.txt");
  private final Table gaps = Table.of("access-gaps.txt");
  private final Table credentials = Table.of("credentials.txt");
  private final Table code = Table.of("runs-code.txt");
  private final IamNames names = new IamNames();
  private final Map<String, Facts> known = new ConcurrentHashMap<>();

  Facts facts(Found found) {
    return found.operation().map(operation -> facts(found.service(), operation)).orElse(UNKNOWN);
  }

  Facts facts(ServiceModel service, OperationModel operation) {
    return known.computeIfAbsent(
        service.id() + " " + operation.name(), key -> classify(service, operation));
  }

  private Facts classify(ServiceModel service, OperationModel operation) {
    String id = service.id();
    String name = operation.name();
    boolean secret = credentials.contains(id, name);
    Ground ground = ground(id, operation);
    Access access =
        switch (ground) {
          case REVIEWED -> level(reviewed, id, name);
          case IAM -> operation.iam().orElseThrow().access();
          case TRAIT -> name.startsWith("List") ? Access.LIST : Access.READ;
          // A rule by names alone is no reason to call something harmless that hands out secrets.
          case GAP -> secret ? Access.WRITE : level(gaps, id, name);
          case NONE -> Access.WRITE;
        };
    return new Facts(
        access, ground, iamActions(service, operation), secret, code.contains(id, name));
  }

  private Ground ground(String service, OperationModel operation) {
    if (reviewed.contains(service, operation.name())) {
      return Ground.REVIEWED;
    }
    if (operation.iam().isPresent()) {
      return Ground.IAM;
    }
    if (operation.is(Trait.READONLY)) {
      return Ground.TRAIT;
    }
    return gaps.contains(service, operation.name()) ? Ground.GAP : Ground.NONE;
  }

  private static Access level(Table table, String service, String operation) {
    String word = table.all(service, operation).getFirst().getFirst();
    return Access.valueOf(word.toUpperCase(Locale.ROOT));
  }

  /** What AWS checks; a good guess where neither list nor data knows it. */
  List<String> iamActions(ServiceModel service, OperationModel operation) {
    return operation
        .iam()
        .map(IamModel::actions)
        .orElseGet(() -> names.candidates(service, operation).getFirst());
  }
}
