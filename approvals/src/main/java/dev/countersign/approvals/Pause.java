package dev.countersign.approvals;

import java.time.Instant;

/** That an agent or an account is stopped. */
public record Pause(PauseTarget target, String by, String comment, Instant since) {}
