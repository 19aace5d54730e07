package dev.countersign.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.countersign.config.Suggestion;
import dev.countersign.model.Access;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks the texts in an expression that mean something to the function they are given to: access
 * levels, regular expressions, times and time zones. A wrong one would make the rule fail, or never
 * match, for every call.
 */
final class Literals {

  /**
   * A text that cannot be meant.
   *
   * @param position where it stands in the expression, in code points
   */
  record Wrong(int position, String message) {}

  private static final List<String> LEVELS =
      Arrays.stream(Access.values()).map(Access::word).toList();

  private static final Set<String> COMPARISONS = Set.of("_==_", "_!=_", "@in");

  private Literals() {}

  static List<Wrong> wrongIn(CelAbstractSyntaxTree tree) {
    return CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .filter(expr -> expr.getKind() == Kind.CALL)
        .flatMap(expr -> wrongIn(expr.call(), tree))
        .toList();
  }

  private static Stream<Wrong> wrongIn(CelCall call, CelAbstractSyntaxTree tree) {
    return call.args().stream()
        .flatMap(Literals::texts)
        .flatMap(
            text ->
                complaint(call, text.constant().stringValue()).stream()
                    .map(message -> new Wrong(position(text, tree), message)));
  }

  private static Optional<String> complaint(CelCall call, String text) {
    String function = call.function();
    if (COMPARISONS.contains(function) && call.args().stream().anyMatch(Literals::isAccess)) {
      return LEVELS.contains(text) ? Optional.empty() : Optional.of(unknownLevel(text));
    }
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

  static String unknownLevel(String word) {
    return "there is no access level \"" + word + "\"" + Suggestion.hint(word, LEVELS);
  }

  private static boolean isAccess(CelExpr expr) {
    return expr.getKind() == Kind.SELECT
        && expr.select().field().equals("access")
        && expr.select().operand().getKind() == Kind.IDENT
        && expr.select().operand().ident().name().equals(FacetType.AWS.name());
  }

  private static Stream<CelExpr> texts(CelExpr expr) {
    return switch (expr.getKind()) {
      case CONSTANT ->
          expr.constant().getKind() == CelConstant.Kind.STRING_VALUE
              ? Stream.of(expr)
              : Stream.of();
      case LIST -> expr.list().elements().stream().flatMap(Literals::texts);
      default -> Stream.of();
    };
  }

  private static int position(CelExpr expr, CelAbstractSyntaxTree tree) {
    return tree.getSource().getPositionsMap().getOrDefault(expr.id(), 0);
  }
}
