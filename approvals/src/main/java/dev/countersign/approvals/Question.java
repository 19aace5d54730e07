package dev.countersign.approvals;

import java.util.Optional;

/**
 * A call that a rule wants a person to decide.
 *
 * @param rulesVersion the version of the rules that said so
 * @param invocation the SDK's id of the call, the same for its retries; only a hint, since the
 *     agent may send what it likes
 * @param repeatable whether the fingerprint covers the whole request, so that one with the same is
 *     the same; else only the very exchange that asks can use the decision
 */
public record Question(
    Fingerprint fingerprint,
    Card card,
    Group group,
    String rulesVersion,
    Optional<String> invocation,
    boolean repeatable) {}
