package dev.countersign.proxy;

import dev.countersign.model.Account;
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
        + "\"), and the configuration has nobody to ask, so it is denied: the operator has to list"
        + " people, and a console where they decide."
        + reason(approve);
  }

  private static String name(AwsCall call) {
    String operation = call.known() ? call.action() : "(unknown operation)";
    String place =
        call.account().equals(Account.NONE)
            ? " without a key, and so in no account"
            : " in account " + call.account().name();
    return call.service() + ":" + operation + place;
  }

  private static String reason(Verdict verdict) {
    return verdict.reason().isEmpty() ? "" : " " + verdict.reason();
  }
}
