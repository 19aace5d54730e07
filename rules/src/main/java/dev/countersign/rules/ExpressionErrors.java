package dev.countersign.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelSource;
import dev.cel.common.ast.CelExpr;
import dev.countersign.config.Diagnostics;
import dev.countersign.config.Place;
import dev.countersign.config.YamlNode.Scalar;
import java.util.List;

/** Turns what CEL finds wrong with one expression into what the operator sees, at its place. */
final class ExpressionErrors {

  private final Scalar text;
  private final Constants constants;
  private final Diagnostics diagnostics;
  private final CelSource source;

  ExpressionErrors(Scalar text, Constants constants, Diagnostics diagnostics) {
    this.text = text;
    this.constants = constants;
    this.diagnostics = diagnostics;
    this.source = CelSource.newBuilder(text.text()).build();
  }

  /** Notes them all; of several mistakes in the syntax the first, since the others follow it. */
  void add(List<CelIssue> issues) {
    boolean syntax = issues.stream().anyMatch(issue -> issue.getExprId() <= 0);
    issues.stream().limit(syntax ? 1 : issues.size()).forEach(this::add);
  }

  private void add(CelIssue issue) {
    int points = source.getLocationOffset(issue.getSourceLocation()).orElse(0);
    CelMessage message = CelMessage.of(issue.getMessage(), text.text(), index(points), constants);
    diagnostics.add(text.at(message.offset()), message.text());
  }

  /** Whether the literals of the expression make sense; notes those that do not. */
  boolean checkLiterals(CelAbstractSyntaxTree tree) {
    List<Literals.Wrong> wrong = Literals.wrongIn(tree);
    wrong.forEach(literal -> add(literal.expr(), tree, literal.message()));
    return wrong.isEmpty();
  }

  /** Notes something about a part of the expression. */
  void add(CelExpr part, CelAbstractSyntaxTree tree, String message) {
    diagnostics.add(place(part, tree), message);
  }

  Place place(CelExpr part, CelAbstractSyntaxTree tree) {
    return text.at(index(tree.getSource().getPositionsMap().getOrDefault(part.id(), 0)));
  }

  /** CEL counts in code points, everything else here in Java's characters. */
  private int index(int points) {
    return text.text().offsetByCodePoints(0, points);
  }
}
