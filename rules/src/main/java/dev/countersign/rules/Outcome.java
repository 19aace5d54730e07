package dev.countersign.rules;

/** What a rule's expression came to for one call. */
public sealed interface Outcome {

  /** It has a value. */
  enum Value implements Outcome {
    TRUE,
    FALSE
  }

  /**
   * It has none: a parameter that the expression needs is missing, or is of another type.
   *
   * @param message for the operator; may quote what the agent sent, so it goes to no audit record
   */
  record Failed(String message) implements Outcome {}
}
