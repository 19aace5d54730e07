package dev.countersign.approvals;

/** A person may not decide this, or not so. The message is fit to be shown to that person. */
public final class DecisionRefused extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    /** There is no such request, grant or pause. */
    UNKNOWN,
    /** It is decided. */
    ALREADY_DECIDED,
    /** This person has voted for it. */
    ALREADY_VOTED,
    /** It was not decided in time. */
    EXPIRED,
    /** The rule asks others. */
    NOT_IN_GROUP,
    /** The agent that asks is this person's own. */
    OWN_AGENT,
    /** The person's role does not permit it. */
    ROLE,
    /** The group wants a comment. */
    COMMENT_REQUIRED,
    /** The permission would be wider than the rule lets anybody give. */
    WIDER_THAN_RULE,
    /** The agent or the account is stopped. */
    PAUSED
  }

  private final Reason reason;

  DecisionRefused(Reason reason, String message) {
    super(message, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
