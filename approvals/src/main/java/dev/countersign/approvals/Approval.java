package dev.countersign.approvals;

import java.util.List;
import java.util.Optional;

/**
 * That a person permitted a call, for its audit record.
 *
 * @param id the request that was decided, {@code ap-...}
 * @param by who approved it
 * @param comment theirs; empty where there is none
 * @param grant the standing permission that covered the call, {@code gr-...}; empty where the
 *     decision was for this request alone
 */
public record Approval(String id, List<String> by, String comment, Optional<String> grant) {

  public Approval {
    by = List.copyOf(by);
  }
}
