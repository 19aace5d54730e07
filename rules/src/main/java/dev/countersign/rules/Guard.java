package dev.countersign.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.countersign.model.AwsCall;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of a call for a rule's expression to be anything but false: for some fields, the
 * only values that they may have.
 *
 * <p>It is read off comparisons with literals and constants. Such a comparison never fails, and in
 * CEL an operand that is false settles a conjunction whatever the other does, be it to fail ({@code
 * false && error == false}, Language Definition, "Logical Operators"). So a call that the guard
 * rules out is one for which evaluating the expression would give false, and need not be tried.
 *
 * @param permitted a field that is missing here may have any value
 */
record Guard(Map<Key, Set<String>> permitted) {

  /** The fields that are worth looking at: every call has them, and rules name them. */
  enum Key {
    SERVICE,
    ACTION,
    ACCOUNT,
    ACCOUNT_NAME,
    ACCESS;

    private String of(AwsCall call) {
      return switch (this) {
        case SERVICE -> call.service();
        case ACTION -> call.action();
        case ACCOUNT -> call.account().id();
        case ACCOUNT_NAME -> call.account().name();
        case ACCESS -> call.access().word();
      };
    }

    /** As rules write it. */
    String field() {
      return FacetType.AWS.name() + "." + name().toLowerCase(Locale.ROOT);
    }

    private static Optional<Key> of(CelExpr expr) {
      if (expr.getKind() != Kind.SELECT || expr.select().testOnly()) {
        return Optional.empty();
      }
      CelExpr owner = expr.select().operand();
      String field =
          owner.getKind() == Kind.IDENT ? owner.ident().name() + "." + expr.select().field() : "";
      return List.of(values()).stream().filter(key -> key.field().equals(field)).findFirst();
    }
  }

  /** Rules out no call. */
  static final Guard NONE = new Guard(Map.of());

  static Guard of(CelAbstractSyntaxTree tree, Constants constants) {
    return of(tree.getExpr(), constants);
  }

  boolean permits(AwsCall call) {
    for (Map.Entry<Key, Set<String>> field : permitted.entrySet()) {
      if (!field.getValue().contains(field.getKey().of(call))) {
        return false;
      }
    }
    return true;
  }

  static Guard of(CelExpr expr, Constants constants) {
    if (expr.getKind() != Kind.CALL || expr.call().args().size() != 2) {
      return NONE;
    }
    CelCall call = expr.call();
    CelExpr left = call.args().get(0);
    CelExpr right = call.args().get(1);
    return switch (call.function()) {
      case "_&&_" -> of(left, constants).and(of(right, constants));
      case "_||_" -> either(of(left, constants), of(right, constants));
      case "_==_" ->
          Key.of(left).isPresent() ? one(left, right, constants) : one(right, left, constants);
      case "@in" -> one(left, right, constants);
      default -> NONE;
    };
  }

  private static Guard one(CelExpr field, CelExpr values, Constants constants) {
    Optional<Set<String>> texts = texts(values, constants);
    return Key.of(field)
        .filter(_ -> texts.isPresent())
        .map(key -> new Guard(Map.of(key, texts.orElseThrow())))
        .orElse(NONE);
  }

  /** A conjunction is false where one of its operands is. */
  Guard and(Guard other) {
    Map<Key, Set<String>> all = new EnumMap<>(Key.class);
    all.putAll(permitted);
    other.permitted.forEach((key, values) -> all.merge(key, values, (a, b) -> intersection(a, b)));
    return new Guard(all);
  }

  /** The fields for which this and another each permit something, and never the same. */
  Set<Key> clashes(Guard other) {
    return and(other).permitted.entrySet().stream()
        .filter(both -> both.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .filter(key -> !permits(key).isEmpty() && !other.permits(key).isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The same without a word about some fields. */
  Guard without(Set<Key> fields) {
    Map<Key, Set<String>> fewer = new EnumMap<>(Key.class);
    fewer.putAll(permitted);
    fewer.keySet().removeAll(fields);
    return new Guard(fewer);
  }

  /** The values that a field may have; none where it may have any, or where none is left. */
  Set<String> permits(Key key) {
    return permitted.getOrDefault(key, Set.of());
  }

  /** A disjunction is false where both of its operands are, for which one field must speak. */
  private static Guard either(Guard left, Guard right) {
    Map<Key, Set<String>> common = new EnumMap<>(Key.class);
    left.permitted.forEach(
        (key, values) -> {
          if (right.permitted.containsKey(key)) {
            Set<String> union = new HashSet<>(values);
            union.addAll(right.permitted.getOrDefault(key, Set.of()));
            common.put(key, union);
          }
        });
    return new Guard(common);
  }

  private static Set<String> intersection(Set<String> left, Set<String> right) {
    Set<String> both = new HashSet<>(left);
    both.retainAll(right);
    return both;
  }

  /** The texts that an expression stands for, one or a list; empty where it is anything else. */
  private static Optional<Set<String>> texts(CelExpr expr, Constants constants) {
    return switch (expr.getKind()) {
      case CONSTANT ->
          expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
              ? Optional.of(Set.of(expr.constant().stringValue()))
              : Optional.empty();
      case IDENT -> texts(constants.values().get(expr.ident().name()));
      case LIST -> allTexts(expr.list().elements(), constants);
      default -> Optional.empty();
    };
  }

  private static Optional<Set<String>> allTexts(List<CelExpr> items, Constants constants) {
    Set<String> all = new HashSet<>();
    for (CelExpr item : items) {
      Optional<Set<String>> texts = texts(item, constants);
      if (texts.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(texts.get());
    }
    return Optional.of(all);
  }

  private static Optional<Set<String>> texts(@Nullable Object constant) {
    return switch (constant) {
      case String text -> Optional.of(Set.of(text));
      case List<?> list when list.stream().allMatch(String.class::isInstance) ->
          Optional.of(Set.copyOf(list.stream().map(String.class::cast).toList()));
      case null, default -> Optional.empty();
    };
  }
}
