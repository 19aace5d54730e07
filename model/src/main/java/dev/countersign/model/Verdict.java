package dev.countersign.model;

import java.util.List;

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

  /**
   * The call may go.
   *
   * @param sessionPolicies ARNs of managed policies that narrow the session it is signed with;
   *     empty for the role's own permissions
   */
  record Allow(String rule, String reason, List<String> sessionPolicies) implements Verdict {
    public Allow {
      sessionPolicies = List.copyOf(sessionPolicies);
    }
  }

  /**
   * A person has to say yes first.
   *
   * @param approvers the name of the group in the config; empty where the rule names none
   * @param sessionPolicies as for {@link Allow}
   */
  record Approve(String rule, String reason, String approvers, List<String> sessionPolicies)
      implements Verdict {
    public Approve {
      sessionPolicies = List.copyOf(sessionPolicies);
    }
  }

  /** The call must not go. */
  record Deny(String rule, String reason) implements Verdict {}
}
