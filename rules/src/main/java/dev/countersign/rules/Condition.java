package dev.countersign.rules;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import dev.countersign.model.AwsCall.Fact;
import java.util.Map;
import java.util.Set;

/**
 * A rule's expression, ready to be evaluated any number of times by any number of threads.
 *
 * @param constants those of the file that the expression stands in
 * @param guard rules out calls for which the expression is false
 * @param operands what the expression is made of, for explanations
 * @param aboutAuth whether it asks for {@code aws.auth}
 */
record Condition(
    Program program,
    Map<String, Object> constants,
    Guard guard,
    Operands operands,
    boolean aboutAuth) {

  static Condition of(
      Program program, Map<String, Object> constants, Guard guard, Operands operands) {
    return new Condition(program, constants, guard, operands, operands.askForAuth());
  }

  /** The part of the expression that settled what it came to. */
  String decider(Facet facet) {
    return operands.decider(part -> evaluate(part, facet, constants));
  }

  /** As the rule file has it. */
  String text() {
    return operands.tree().getSource().getContent().toString();
  }

  /** The facts of a call that the expression mentions and that may be unknown. */
  Set<Fact> facts() {
    return operands.facts();
  }

  /** Does not ask the guard. Never throws: whatever goes wrong is an outcome. */
  Outcome evaluate(Facet facet) {
    return evaluate(program, facet, constants);
  }

  static Outcome evaluate(Program program, Facet facet, Map<String, Object> constants) {
    try {
      return switch (program.eval(facet.with(constants))) {
        case Boolean value -> value ? Outcome.Value.TRUE : Outcome.Value.FALSE;
        case Object other ->
            new Outcome.Failed(
                "it came to " + other.getClass().getSimpleName() + ", no truth value");
      };
    } catch (CelEvaluationException | RuntimeException | StackOverflowError e) {
      // Parameters are nested as the agent likes: comparing two of them could exhaust the stack.
      return new Outcome.Failed(CelMessage.ofFailure(String.valueOf(e.getMessage())));
    }
  }
}
