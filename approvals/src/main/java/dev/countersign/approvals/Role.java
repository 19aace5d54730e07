package dev.countersign.approvals;

/** What a person may do at all. */
public enum Role {
  /** Looks. */
  VIEWER,
  /** Decides what the groups that have this person are asked. */
  APPROVER,
  /** Decides as an approver does, and stops agents and accounts and takes grants of others back. */
  ADMIN
}
