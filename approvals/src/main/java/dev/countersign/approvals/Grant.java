package dev.countersign.approvals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A standing permission.
 *
 * @param id {@code gr-...}
 * @param request the request that was approved so, {@code ap-...}
 * @param width what it covers
 * @param rule the rule that asked; the permission holds for what this rule asks, and no other
 * @param rulesVersion the rules under which it holds; others end it
 * @param by who gave it
 * @param calls how many calls it covers; empty for any number
 * @param used how many it has covered
 * @param revoked when and by whom it was taken back
 */
public record Grant(
    String id,
    String request,
    String agent,
    String account,
    String operation,
    Width width,
    String rule,
    String rulesVersion,
    List<String> by,
    String comment,
    Instant given,
    Instant expires,
    OptionalInt calls,
    int used,
    Optional<Revocation> revoked) {

  /** That a grant was taken back. */
  public record Revocation(Instant at, String by) {}

  public Grant {
    by = List.copyOf(by);
  }
}
