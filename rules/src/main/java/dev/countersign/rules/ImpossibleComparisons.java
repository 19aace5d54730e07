package dev.countersign.rules;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.countersign.config.Diagnostics;
import dev.countersign.config.YamlNode.Scalar;
import dev.countersign.rules.Comparisons.Comparison;
import dev.countersign.rules.Comparisons.Contradiction;
import dev.countersign.rules.Comparisons.Text;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;

/**
 * Reports what the rules of one file compare with that no call can have, and conjunctions that no
 * call can satisfy.
 *
 * <p>A text under {@code let} may be used by several rules, each of which sees some of a list only.
 * So it is wrong where none of its uses makes sense, and reported once, where it stands.
 */
final class ImpossibleComparisons {

  private final Constants constants;
  private final Spelling spelling;

  /** By identity: a text stands where it stands, and two may be equal. */
  private final IdentityHashMap<Scalar, String> doubtful = new IdentityHashMap<>();

  private final Set<Scalar> sensible = Collections.newSetFromMap(new IdentityHashMap<>());

  ImpossibleComparisons(Constants constants, Spelling spelling) {
    this.constants = constants;
    this.spelling = spelling;
  }

  /** Notes what is wrong with one expression; what is wrong under {@code let} waits for the end. */
  void check(CelAbstractSyntaxTree tree, ExpressionErrors errors) {
    Comparisons found = Comparisons.in(tree.getExpr(), constants);
    found.all().forEach(comparison -> check(comparison, tree, errors));
    // Whoever says nothing of calls may try out expressions of any kind.
    if (spelling.knowsCalls()) {
      found.contradictions().forEach(contradiction -> check(contradiction, tree, errors));
    }
  }

  private static void check(
      Contradiction contradiction, CelAbstractSyntaxTree tree, ExpressionErrors errors) {
    String message =
        "this contradicts what stands before it, since "
            + contradiction.field()
            + " has one value (did you mean \"||\"?)";
    errors.add(contradiction.expr(), tree, message);
  }

  private void check(Comparison comparison, CelAbstractSyntaxTree tree, ExpressionErrors errors) {
    Set<String> services =
        comparison.context().permitted().getOrDefault(Guard.Key.SERVICE, Set.of());
    for (Text text : comparison.texts()) {
      Optional<String> complaint =
          spelling.complaint(comparison.field(), comparison.function(), text.value(), services);
      if (text.item().isEmpty()) {
        complaint.ifPresent(message -> errors.add(text.expr(), tree, message));
      } else if (complaint.isEmpty()) {
        sensible.add(text.item().get());
      } else {
        int line = errors.place(text.expr(), tree).line();
        doubtful.putIfAbsent(text.item().get(), "used at line " + line + ": " + complaint.get());
      }
    }
  }

  /** Notes the constants that make sense nowhere. */
  void finish(Diagnostics diagnostics) {
    doubtful.forEach(
        (item, complaint) -> {
          if (!sensible.contains(item)) {
            diagnostics.add(item.place(), complaint);
          }
        });
  }
}
