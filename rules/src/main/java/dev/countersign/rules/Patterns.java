package dev.countersign.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.ExprKind.Kind;
import dev.cel.common.exceptions.CelInvalidArgumentException;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.runtime.CelFunctionBinding;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * CEL's {@code matches} for the rules of one file, with the patterns that stand in them compiled
 * when the file is loaded. CEL's own compiles its pattern for every call.
 *
 * <p>A pattern that is made from what the agent sends is compiled for the one call and not kept.
 */
final class Patterns {

  /** In RE2's instructions, which bound the cost of each character that is matched. */
  static final int MAX_SIZE = 2_000;

  private final Map<String, Pattern> known = new ConcurrentHashMap<>();

  @SuppressWarnings("Immutable") // what is kept follows from a pattern's text: no call can tell
  Set<CelFunctionBinding> bindings() {
    return CelFunctionBinding.fromOverloads(
        "matches",
        CelFunctionBinding.from("matches", String.class, String.class, this::matches),
        CelFunctionBinding.from("matches_string", String.class, String.class, this::matches));
  }

  /** Compiles what an expression that has been checked matches with. */
  void learn(CelAbstractSyntaxTree tree, Constants constants) {
    CelNavigableAst.fromAst(tree)
        .getRoot()
        .allNodes()
        .map(node -> node.expr())
        .filter(expr -> expr.getKind() == Kind.CALL && expr.call().function().equals("matches"))
        .forEach(expr -> learn(expr.call().args().getLast(), constants));
  }

  private void learn(CelExpr pattern, Constants constants) {
    @Nullable Object text =
        switch (pattern.getKind()) {
          case CONSTANT ->
              pattern.constant().getKind() == CelConstant.Kind.STRING_VALUE
                  ? pattern.constant().stringValue()
                  : null;
          case IDENT -> constants.values().get(pattern.ident().name());
          default -> null;
        };
    if (text instanceof String literal) {
      try {
        known.put(literal, compile(literal));
      } catch (CelInvalidArgumentException e) {
        // A constant that is no pattern: the rule fails, and is strict, whenever it is asked.
        known.remove(literal);
      }
    }
  }

  private boolean matches(String text, String pattern) {
    @Nullable Pattern compiled = known.get(pattern);
    return (compiled == null ? compile(pattern) : compiled).matcher(text).find();
  }

  private static Pattern compile(String text) {
    try {
      Pattern pattern = Pattern.compile(text);
      if (pattern.programSize() > MAX_SIZE) {
        throw new CelInvalidArgumentException(
            new IllegalArgumentException("the pattern is too large"));
      }
      return pattern;
    } catch (PatternSyntaxException e) {
      throw new CelInvalidArgumentException(e);
    }
  }
}
