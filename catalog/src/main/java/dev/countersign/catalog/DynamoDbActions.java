package dev.countersign.catalog;

import dev.countersign.model.Access;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Which of several permissions a DynamoDB call needs (Service Authorization Reference, "Amazon
 * DynamoDB"): a transaction's by the kinds of its items, a PartiQL statement's by its verb.
 */
final class DynamoDbActions {

  static final String SERVICE = "dynamodb";

  private static final MemberPattern STATEMENTS = MemberPattern.of("**.Statement");
  private static final MemberPattern ITEMS = MemberPattern.of("TransactItems{}");

  private static final Map<String, String> BY_ITEM =
      Map.of(
          "Put", "dynamodb:PutItem",
          "Update", "dynamodb:UpdateItem",
          "Delete", "dynamodb:DeleteItem",
          "ConditionCheck", "dynamodb:ConditionCheckItem");

  private DynamoDbActions() {}

  /** What all calls of the operation may need, where the members leave it open. */
  static MemberActions.Needs of(
      OperationModel operation, Classifier.Facts facts, List<Leaf> params) {
    return switch (operation.name()) {
      case "TransactWriteItems" ->
          new MemberActions.Needs(
              facts.access(), narrowed(facts, texts(params, ITEMS), DynamoDbActions::item));
      case "ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction" -> {
        List<String> needed = narrowed(facts, texts(params, STATEMENTS), DynamoDbActions::verb);
        boolean reads = needed.equals(List.of("dynamodb:PartiQLSelect"));
        yield new MemberActions.Needs(reads ? Access.READ : facts.access(), needed);
      }
      default -> new MemberActions.Needs(facts.access(), facts.iamActions());
    };
  }

  /** Whether its members decide which of its permissions it needs. */
  static boolean isOpen(OperationModel operation) {
    return Set.of(
            "TransactWriteItems", "ExecuteStatement", "BatchExecuteStatement", "ExecuteTransaction")
        .contains(operation.name());
  }

  private static List<String> texts(List<Leaf> params, MemberPattern members) {
    return params.stream().filter(members::fits).map(Leaf::text).toList();
  }

  /** The actions that the texts ask for, if each is one that the operation can have. */
  private static List<String> narrowed(
      Classifier.Facts facts, List<String> texts, UnaryOperator<String> action) {
    Set<String> asked = texts.stream().map(action).collect(Collectors.toSet());
    return asked.isEmpty() || !facts.iamActions().containsAll(asked)
        ? facts.iamActions()
        : facts.iamActions().stream().filter(asked::contains).toList();
  }

  private static String item(String kind) {
    return BY_ITEM.getOrDefault(kind, kind);
  }

  private static String verb(String statement) {
    String verb = PartiQl.of(statement).verb();
    return "dynamodb:PartiQL" + verb.charAt(0) + verb.substring(1).toLowerCase(Locale.ROOT);
  }
}
