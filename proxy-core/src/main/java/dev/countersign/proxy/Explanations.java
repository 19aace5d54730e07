package dev.countersign.proxy;

import dev.countersign.model.AwsCall;
import dev.countersign.model.Verdict;

/** What an agent is told when the rules said no: which rule, why, and what would have to change. */
final class Explanations {

  private Explanations() {}

  static String denied(Verdict.Deny deny, AwsCall call) {
    return deny.rule().equals(Verdict.NO_RULE)
        ? "no rule allows " + name(call) + "." + reason(deny)
        : "rule \"" + deny.rule() + "\" denies " + name(call) + "." + reason(deny);
  }

  static String needsApproval(Verdict.Approve approve, AwsCall call) {
    return name(call)
        + " needs a person's approval (rule \""
        + approve.rule()
        + "\"); approvals are not available in this version, so it is denied."
        + reason(approve);
  }

  private static String name(AwsCall call) {
    String operation = call.known() ? call.action() : "(unknown operation)";
    return call.service() + ":" + operation + " in account " + call.account().name();
  }

  private static String reason(Verdict verdict) {
    return verdict.reason().isEmpty() ? "" : " " + verdict.reason();
  }
}
