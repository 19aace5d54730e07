package dev.countersign.rules;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.countersign.config.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds where an expression holds a field of the facet against texts, macros included. */
final class Comparisons {

  /**
   * A text that a field is held against.
   *
   * @param expr where the expression has it, or the constant that stands for it
   * @param item where the file has it under {@code let}; empty for a literal
   */
  record Text(String value, CelExpr expr, Optional<Scalar> item) {}

  /**
   * @param field such as {@code aws.service}; for a list, each of its items
   * @param function CEL's name for it
   * @param context what else must hold of a call for this comparison to matter
   */
  record Comparison(String field, String function, List<Text> texts, Guard context) {}

  /**
   * An operand of a conjunction that is false wherever the operands before it are true.
   *
   * @param field the one that would need two values
   */
  record Contradiction(String field, CelExpr expr) {}

  /** What a variable of a macro stands for: each item of a field, or each of some texts. */
  private sealed interface Variable {
    record Field(String name) implements Variable {}

    record Texts(List<Text> texts) implements Variable {}
  }

  /** What the names mean at some place of an expression. */
  private record Scope(Constants constants, Map<String, Variable> variables) {
    Scope with(String name, Optional<Variable> meaning) {
      Map<String, Variable> inner = new HashMap<>(variables);
      inner.remove(name);
      meaning.ifPresent(variable -> inner.put(name, variable));
      return new Scope(constants.without(name), inner);
    }
  }

  private static final Set<String> EQUALITIES = Set.of("_==_", "_!=_", "@in");

  private final List<Comparison> comparisons = new ArrayList<>();
  private final List<Contradiction> contradictions = new ArrayList<>();

  private Comparisons() {}

  static Comparisons in(CelExpr expr, Constants constants) {
    Comparisons found = new Comparisons();
    found.walk(expr, Guard.NONE, new Scope(constants, Map.of()));
    return found;
  }

  List<Comparison> all() {
    return comparisons;
  }

  List<Contradiction> contradictions() {
    return contradictions;
  }

  private void walk(CelExpr expr, Guard context, Scope scope) {
    switch (expr.getKind()) {
      case CALL -> call(expr.call(), context, scope);
      case SELECT -> walk(expr.select().operand(), context, scope);
      case LIST -> expr.list().elements().forEach(item -> walk(item, context, scope));
      case MAP -> expr.map().entries().forEach(entry -> walk(entry.value(), context, scope));
      case COMPREHENSION -> macro(expr.comprehension(), context, scope);
      default -> {}
    }
  }

  private void call(CelCall call, Guard context, Scope scope) {
    if (call.function().equals("_&&_")) {
      conjunction(call.args().get(0), call.args().get(1), context, scope);
      return;
    }
    List<CelExpr> operands = Stream.concat(call.target().stream(), call.args().stream()).toList();
    if (operands.size() == 2) {
      CelExpr left = operands.get(0);
      CelExpr right = operands.get(1);
      if (EQUALITIES.contains(call.function())) {
        compare(call, left, right, context, scope);
        compare(call, right, left, context, scope);
      } else if (Words.PARTS.containsKey(call.function())) {
        compare(call, left, right, context, scope);
      }
    }
    operands.forEach(operand -> walk(operand, context, scope));
  }

  private void compare(CelCall call, CelExpr field, CelExpr texts, Guard context, Scope scope) {
    field(field, scope)
        .ifPresent(
            name ->
                comparisons.add(
                    new Comparison(name, call.function(), texts(texts, scope), context)));
  }

  /** Each operand matters only where the other is true. */
  private void conjunction(CelExpr left, CelExpr right, Guard context, Scope scope) {
    Guard first = Guard.of(left, scope.constants());
    Guard second = Guard.of(right, scope.constants());
    Set<Guard.Key> clashes = new HashSet<>(clashes(context, first, left));
    clashes.addAll(clashes(context.and(first), second, right));
    Guard outer = context.without(clashes);
    walk(left, outer.and(second.without(clashes)), scope);
    walk(right, outer.and(first.without(clashes)), scope);
  }

  private Set<Guard.Key> clashes(Guard before, Guard own, CelExpr operand) {
    Set<Guard.Key> clashes = before.clashes(own);
    clashes.forEach(key -> contradictions.add(new Contradiction(key.field(), operand)));
    return clashes;
  }

  private void macro(CelComprehension macro, Guard context, Scope scope) {
    walk(macro.iterRange(), context, scope);
    if (FacetType.named(macro.iterVar()).isPresent()) {
      // Whoever calls a variable "aws" hides the facet, and nothing here is about it.
      return;
    }
    List<Text> texts = texts(macro.iterRange(), scope);
    Optional<Variable> meaning =
        field(macro.iterRange(), scope)
            .<Variable>map(Variable.Field::new)
            .or(() -> Optional.of(texts).filter(l -> !l.isEmpty()).map(Variable.Texts::new));
    walk(macro.loopStep(), context, scope.with(macro.iterVar(), meaning));
    walk(macro.result(), context, scope);
  }

  private static Optional<String> field(CelExpr expr, Scope scope) {
    return switch (expr.getKind()) {
      case IDENT ->
          scope.variables().get(expr.ident().name()) instanceof Variable.Field(String name)
              ? Optional.of(name)
              : Optional.empty();
      case SELECT ->
          expr.select().testOnly() || expr.select().operand().getKind() != Kind.IDENT
              ? Optional.empty()
              : FacetType.named(expr.select().operand().ident().name())
                  .map(facet -> facet.name() + "." + expr.select().field());
      default -> Optional.empty();
    };
  }

  /** The texts that an expression is or lists, as far as they are known without a call. */
  private static List<Text> texts(CelExpr expr, Scope scope) {
    return switch (expr.getKind()) {
      case CONSTANT ->
          expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
              ? List.of(new Text(expr.constant().stringValue(), expr, Optional.empty()))
              : List.of();
      case LIST ->
          expr.list().elements().stream().flatMap(item -> texts(item, scope).stream()).toList();
      case IDENT ->
          scope.variables().get(expr.ident().name()) instanceof Variable.Texts(List<Text> texts)
              ? texts
              : scope.constants().texts(expr.ident().name()).stream()
                  .map(item -> new Text(item.text(), expr, Optional.of(item)))
                  .toList();
      default -> List.of();
    };
  }
}
