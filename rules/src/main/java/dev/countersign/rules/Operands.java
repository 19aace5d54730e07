package dev.countersign.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.parser.CelUnparserFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.Program;
import dev.countersign.model.AwsCall.Fact;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The parts of an expression that {@code &&}, {@code ||} and {@code !} put together, for showing
 * which of them settled its value. Works on demand and is slow; deciding does without.
 */
record Operands(CelAbstractSyntaxTree tree, CelRuntime runtime) {

  private static final int MAX_TEXT = 200;

  /**
   * The smallest part whose value is the reason for the whole's; at most 200 characters of it.
   *
   * @param evaluation of a part, for the call that is explained
   */
  String decider(Function<Program, Outcome> evaluation) {
    String text = text(decider(tree.getExpr(), evaluation));
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "...";
  }

  /** The facts that it mentions and that may be unknown of a call. */
  Set<Fact> facts() {
    return CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .filter(expr -> expr.getKind() == Kind.SELECT)
        .flatMap(expr -> FacetType.fact(expr.select().field()).stream())
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Fact.class)));
  }

  /** Whether they ask for {@code aws.auth}; that it is there is always true and says nothing. */
  boolean askForAuth() {
    return CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .filter(expr -> expr.getKind() == Kind.SELECT && !expr.select().testOnly())
        .map(CelExpr::select)
        .filter(select -> select.operand().getKind() == Kind.IDENT)
        .map(select -> select.operand().ident().name() + "." + select.field())
        .anyMatch("aws.auth"::equals);
  }

  private CelExpr decider(CelExpr expr, Function<Program, Outcome> evaluation) {
    if (expr.getKind() != Kind.CALL) {
      return expr;
    }
    List<CelExpr> operands = expr.call().args();
    return switch (expr.call().function()) {
      case "_&&_" -> settling(expr, Outcome.Value.FALSE, evaluation);
      case "_||_" -> settling(expr, Outcome.Value.TRUE, evaluation);
      case "!_" -> decider(operands.getFirst(), evaluation);
      default -> expr;
    };
  }

  /** The operand that has the value which settles it; else the one that failed; else both. */
  private CelExpr settling(CelExpr expr, Outcome settles, Function<Program, Outcome> evaluation) {
    List<CelExpr> operands = expr.call().args();
    List<Outcome> outcomes =
        operands.stream().map(operand -> evaluation.apply(program(operand))).toList();
    Optional<CelExpr> one =
        first(operands, outcomes, settles::equals)
            .or(() -> first(operands, outcomes, outcome -> outcome instanceof Outcome.Failed));
    return one.map(operand -> decider(operand, evaluation)).orElse(expr);
  }

  private static Optional<CelExpr> first(
      List<CelExpr> operands, List<Outcome> outcomes, Predicate<Outcome> which) {
    for (int i = 0; i < operands.size(); i++) {
      if (which.test(outcomes.get(i))) {
        return Optional.of(operands.get(i));
      }
    }
    return Optional.empty();
  }

  private Program program(CelExpr part) {
    try {
      return runtime.createProgram(part(part));
    } catch (CelEvaluationException e) {
      throw new IllegalStateException("a part of what was planned can be planned", e);
    }
  }

  private String text(CelExpr part) {
    return CelUnparserFactory.newUnparser().unparse(part(part)).strip();
  }

  private CelAbstractSyntaxTree part(CelExpr part) {
    return CelAbstractSyntaxTree.newCheckedAst(
        part, tree.getSource(), tree.getReferenceMap(), tree.getTypeMap());
  }
}
