package dev.countersign.model;

/** What a person may do at all; each role all that those before it may. */
public enum Role {
  /** Looks. */
  VIEWER,
  /**
   * Decides what the groups that have this person are asked, takes permissions back, and stops
   * agents and accounts.
   */
  APPROVER,
  /** Lets go on what was stopped. */
  ADMIN
}
