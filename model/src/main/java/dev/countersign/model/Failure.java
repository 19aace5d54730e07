package dev.countersign.model;

/**
 * Every way in which a call can end without AWS having decided it. What an agent is told, and with
 * which status, is one table in one place ({@code proxy-core}); nothing else knows statuses.
 */
public enum Failure {
  /** Two parsers could frame the message differently, or the HTTP is malformed. */
  FRAMING,
  /** CONNECT target, SNI, Host and the dialled name are not the same. */
  AUTHORITY,
  /** The host is neither a modelled AWS endpoint nor permitted otherwise. */
  HOST_NOT_PERMITTED,
  /** The request carries two things that disagree about what it is. */
  AMBIGUOUS,
  /** The request cannot be read as an AWS call. */
  UNREADABLE,
  /** No signature, or one of a kind that is not signed again. */
  SIGNATURE_UNSUPPORTED,
  /** The signature is well-formed and wrong, or stale. */
  SIGNATURE_MISMATCH,
  /** The access key id is no placeholder, or names no agent that may come. */
  UNKNOWN_AGENT,
  /** The account is not listed, or not for this agent. */
  UNKNOWN_ACCOUNT,
  /** A rule denies it, or none allows it. */
  DENIED,
  /** A person has to decide and has not yet. */
  APPROVAL_PENDING,
  /** A person said no. */
  APPROVAL_DENIED,
  /** Nobody decided in time, or what was decided is used up: it has to be asked again. */
  APPROVAL_EXPIRED,
  /** The store of approvals cannot be reached; without it, no call. */
  APPROVALS_UNAVAILABLE,
  /** A person stopped the agent or the account. */
  PAUSED,
  /** STS refused, or there is no base credential: it does not heal by trying again. */
  CREDENTIALS_REFUSED,
  /** STS cannot be reached. */
  CREDENTIALS_UNREACHABLE,
  /** The body is not the one that was promised by its hash or its length. */
  BODY_MISMATCH,
  /** The body did not come as fast as it has to while it is waited for. */
  BODY_TOO_SLOW,
  /** The body is longer than may be held. */
  BODY_TOO_LARGE,
  /** AWS cannot be reached, or broke off. */
  UPSTREAM_UNREACHABLE,
  /** AWS did not answer in time. */
  UPSTREAM_TIMEOUT,
  /** A bound is reached: too many exchanges, connections or waits. */
  OVER_LIMIT,
  /** The audit record cannot be written; without one, no call. */
  AUDIT_UNAVAILABLE,
  /** A mistake of this program; the call was not made. */
  INTERNAL
}
