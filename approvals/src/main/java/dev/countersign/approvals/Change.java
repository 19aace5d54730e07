package dev.countersign.approvals;

/**
 * That something changed; what it is now, has to be looked up.
 *
 * @param subject the id of the request or the grant, or the name of what is paused or resumed;
 *     empty for {@link Kind#MISSED}
 */
public record Change(Kind kind, String subject) {

  /** What happened. */
  public enum Kind {
    ASKED,
    VOTED,
    APPROVED,
    DENIED,
    EXPIRED,
    REVOKED,
    PAUSED,
    RESUMED,
    /** Changes went by that are not told one by one: everything may be different. */
    MISSED
  }
}
