package dev.countersign.catalog;

import dev.countersign.model.Access;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The IAM actions that AWS checks because of what a call's members say: {@code iam:PassRole} for a
 * role that is handed over, {@code s3:PutObjectAcl} for an access control list in a header. By a
 * reviewed table; what it says of every service counts only for operations that change something.
 */
final class MemberActions {

  private static final String PASS_ROLE = "iam:PassRole";
  private static final String NONE = "-";

  /**
   * What one call needs.
   *
   * @param access the operation's level, but where a statement says that it only reads, and at
   *     least Write where a role is handed over, or might be in a body that was not read
   */
  record Needs(Access access, List<String> iamActions) {}

  /**
   * @param value what the value must be like; anything where it is absent
   * @param anywhere a part of the value decides, so that one which is not known may have it
   * @param actions none where the line is there to take a value away from the lines below
   */
  private record Line(
      MemberPattern members, Optional<Pattern> value, boolean anywhere, List<String> actions) {

    static Line of(List<String> words) {
      String[] condition = words.getFirst().split("=", 2);
      return new Line(
          MemberPattern.ofAnyCase(condition[0]),
          condition.length == 1 ? Optional.empty() : Optional.of(glob(condition[1])),
          condition.length > 1 && condition[1].startsWith("*"),
          words.stream().skip(1).filter(word -> !word.equals(NONE)).toList());
    }

    private static Pattern glob(String text) {
      return Pattern.compile(
          Pattern.quote(text).replace("*", "\\E.*\\Q"), Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
    }

    boolean fits(Leaf leaf) {
      return members.fits(leaf)
          && (value.isEmpty()
              || (anywhere && leaf.leftOut())
              || value.orElseThrow().matcher(leaf.text()).matches());
    }
  }

  private static final String LIST = "iam-members.txt";

  private final Table table = Table.of(LIST);
  private final Map<String, List<Line>> known = new ConcurrentHashMap<>();

  /** Every action that the table can add. */
  static Set<String> all() {
    return Table.words(LIST).stream()
        .flatMap(words -> words.stream().skip(3))
        .filter(word -> !word.equals(NONE))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** What a call needs whose operation needs {@code facts} whatever its members say. */
  Needs of(Found found, Classifier.Facts facts, Input input) {
    return found
        .operation()
        .map(operation -> of(found.service(), operation, facts, input))
        .orElse(new Needs(facts.access(), facts.iamActions()));
  }

  private Needs of(
      ServiceModel service, OperationModel operation, Classifier.Facts facts, Input input) {
    Needs base =
        service.id().equals(DynamoDbActions.SERVICE)
            ? DynamoDbActions.of(operation, facts, input.leaves())
            : new Needs(facts.access(), facts.iamActions());
    Set<String> actions = new LinkedHashSet<>(base.iamActions());
    List<Line> lines = lines(service, operation, base.access());
    for (Leaf leaf : lines.isEmpty() ? List.<Leaf>of() : input.leaves()) {
      lines.stream()
          .filter(line -> line.fits(leaf))
          .findFirst()
          .ifPresent(line -> actions.addAll(line.actions()));
    }
    boolean unread =
        input.extent() == Input.Extent.HEAD && dependsOnBody(service, operation, facts);
    Access access =
        unread || actions.contains(PASS_ROLE)
            ? IamModel.stronger(base.access(), Access.WRITE)
            : base.access();
    return new Needs(access, List.copyOf(actions));
  }

  private List<Line> lines(ServiceModel service, OperationModel operation, Access access) {
    boolean changes = access != Access.LIST && access != Access.READ;
    return known.computeIfAbsent(
        service.id() + " " + operation.name() + " " + changes,
        key ->
            Stream.concat(
                    table.own(service.id(), operation.name()),
                    changes ? table.common(operation.name()) : Stream.of())
                .map(Line::of)
                .toList());
  }

  /**
   * Whether a body that was not read could have asked for more actions, or for fewer: the operation
   * has members there that a line is about, or that may hold some.
   */
  boolean dependsOnBody(Found found, Classifier.Facts facts) {
    return found
        .operation()
        .filter(operation -> dependsOnBody(found.service(), operation, facts))
        .isPresent();
  }

  private boolean dependsOnBody(
      ServiceModel service, OperationModel operation, Classifier.Facts facts) {
    return (service.id().equals(DynamoDbActions.SERVICE) && DynamoDbActions.isOpen(operation))
        || lines(service, operation, facts.access()).stream()
            .filter(line -> !line.actions().isEmpty())
            .anyMatch(line -> operation.membersInBody().anyMatch(line.members()::fitsWithin));
  }
}
