package dev.countersign.rules;

import java.util.Locale;

/** What a rule does with the calls that it matches. */
public enum Effect {
  ALLOW,
  APPROVE,
  DENY;

  /** The key that stands for it in a rule file. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether a rule of this effect matches a call for which its expression came to {@code outcome}.
   * What could not be evaluated can only make the verdict stricter: it matches where that withholds
   * something from the agent, and not where it would grant something.
   */
  boolean matches(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Value.TRUE -> true;
      case Outcome.Value.FALSE -> false;
      case Outcome.Failed _ -> this != ALLOW;
    };
  }
}
