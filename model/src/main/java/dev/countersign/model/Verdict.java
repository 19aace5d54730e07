package dev.countersign.model;

/**
 * What the rules say to a call. Each variant names the rule that decided and the rule set's
 * version, so that an audit record can be held against the file that was in force.
 */
public sealed interface Verdict {

  /** The name of the rule that decided, or {@link #NO_RULE}. */
  String rule();

  /** {@code allow}, {@code approve} or {@code deny}, as rule files and audit records have it. */
  default String word() {
    return switch (this) {
      case Allow _ -> "allow";
      case Approve _ -> "approve";
      case Deny _ -> "deny";
    };
  }

  /** What to tell the agent; empty where the rule gives no reason. */
  String reason();

  /** What stands for a rule's name where none matched and the call is therefore denied. */
  String NO_RULE = "(no rule matched)";

  /** What the rule narrows the call with, should it go. */
  Narrowing narrowing();

  /** The call may go. */
  record Allow(String rule, String reason, Narrowing narrowing) implements Verdict {}

  /**
   * A person has to say yes first.
   *
   * @param approvers the name of the group in the config; empty where the rule names none
   * @param grant how wide a permission that person may give
   */
  record Approve(
      String rule, String reason, String approvers, GrantTerms grant, Narrowing narrowing)
      implements Verdict {}

  /** The call must not go. */
  record Deny(String rule, String reason) implements Verdict {
    @Override
    public Narrowing narrowing() {
      return Narrowing.NONE;
    }
  }
}
