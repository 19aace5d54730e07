package dev.countersign.model;

import java.time.Instant;
import java.util.Optional;

/**
 * How credentials for an account stand, without the credentials.
 *
 * @param account 12 digits
 * @param role ARN of the role; empty where the base credential itself signs
 * @param session the role session's name; empty where there is none
 * @param until when what is at hand will be used no more; empty where nothing is at hand
 * @param failure why the latest attempt to get some failed; empty where it did not
 */
public record SessionStatus(
    String account, String role, String session, Optional<Instant> until, String failure) {}
