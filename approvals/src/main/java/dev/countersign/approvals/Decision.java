package dev.countersign.approvals;

/** What a person says to a request. */
public sealed interface Decision {

  /** For whoever reads it later, and where it is a denial for the agent; may be empty. */
  String comment();

  record Approve(Width width, String comment) implements Decision {}

  record Deny(String comment) implements Decision {}
}
