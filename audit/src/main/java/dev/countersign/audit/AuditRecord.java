package dev.countersign.audit;

import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Decision;
import dev.countersign.model.Failure;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One record. Holds no body, no header value and no secret.
 *
 * @param id of the exchange; the same in intent and outcome, and in {@code
 *     x-countersign-request-id}
 * @param agent absent where the sender could not be identified
 * @param call absent where the request could not be read
 * @param host as addressed, for when there is no call
 * @param judged absent where the rules were not reached
 * @param approval absent where no person permitted the call
 */
public record AuditRecord(
    String id,
    Instant time,
    Phase phase,
    String address,
    Optional<Agent> agent,
    Optional<AwsCall> call,
    String host,
    Optional<Judged> judged,
    Optional<Approved> approval,
    Optional<Session> session,
    Optional<Upstream> upstream,
    Optional<Refused> refused,
    long bytesIn,
    long bytesOut,
    Timing timing) {

  /** Before the effect, or after it. */
  public enum Phase {
    INTENT,
    OUTCOME
  }

  /**
   * What the rules said.
   *
   * @param rulesVersion of the set that was asked
   * @param size of the request's body in bytes, as the rules saw it; -1 where it was not known
   */
  public record Judged(Decision decision, String rulesVersion, long size) {}

  /**
   * That people permitted the call.
   *
   * @param id of the request that they decided
   * @param grant the standing permission that covered the call; empty where there is none
   */
  public record Approved(String id, List<String> by, String comment, String grant) {
    public Approved {
      by = List.copyOf(by);
    }
  }

  /** The role session that the call was signed with. */
  public record Session(String role, String name) {}

  /**
   * What AWS answered.
   *
   * @param status HTTP status; 0 where no answer came
   * @param requestId AWS's own; empty where there is none
   * @param error empty where the answer arrived whole
   */
  public record Upstream(int status, String requestId, String error) {}

  /** Why the gateway itself answered. */
  public record Refused(Failure failure, String message) {}

  /** Durations of the stages; 0 where a stage was not reached. */
  public record Timing(
      long decideMicros, long approveMillis, long credentialsMillis, long upstreamMillis) {}
}
