package dev.countersign.cli;

import dev.countersign.model.Verdict;

/** Who a verdict asks, and what they may grant, for people and for programs. */
final class Asked {

  private Asked() {}

  /** The group; empty where none is named, or nobody is asked. */
  static String group(Verdict verdict) {
    return verdict instanceof Verdict.Approve approve ? approve.approvers() : "";
  }

  /** What may be granted beyond the one request; empty where nothing may. */
  static String grant(Verdict verdict) {
    return verdict instanceof Verdict.Approve approve ? approve.grant().describe() : "";
  }

  /** What goes after the verdict's word and rule. */
  static String words(Verdict verdict) {
    String group = group(verdict);
    String grant = grant(verdict);
    return (group.isEmpty() ? "" : ", asked of " + group)
        + (grant.isEmpty() ? "" : ", may be granted: " + grant);
  }
}
