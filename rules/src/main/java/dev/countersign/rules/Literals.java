package dev.countersign.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Checks the texts in an expression that mean something to the function they are given to: regular
 * expressions, times and time zones. A wrong one would make the rule fail for every call.
 */
final class Literals {

  /** A text that cannot be meant. */
  record Wrong(CelExpr expr, String message) {}

  private Literals() {}

  static List<Wrong> wrongIn(CelAbstractSyntaxTree tree) {
    return CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .filter(expr -> expr.getKind() == Kind.CALL)
        .flatMap(expr -> wrongIn(expr.call()))
        .toList();
  }

  private static Stream<Wrong> wrongIn(CelCall call) {
    return call.args().stream()
        .filter(Literals::isText)
        .flatMap(
            text ->
                complaint(call.function(), text.constant().stringValue()).stream()
                    .map(message -> new Wrong(text, message)));
  }

  private static Optional<String> complaint(String function, String text) {
    try {
      switch (function) {
        case "matches" -> Pattern.compile(text);
        case "timestamp" -> Instant.parse(text);
        case String get when get.startsWith("get") -> ZoneId.of(text);
        default -> {}
      }
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of("not a regular expression of RE2: " + e.getDescription());
    } catch (DateTimeException e) {
      return Optional.of(
          function.equals("timestamp")
              ? "not a time (expected: such as 2026-01-31T09:30:00Z)"
              : "not a time zone (expected: such as Europe/Berlin)");
    }
  }

  private static boolean isText(CelExpr expr) {
    return expr.getKind() == Kind.CONSTANT
        && expr.constant().getKind() == CelConstant.Kind.STRING_VALUE;
  }
}
