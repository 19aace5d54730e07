package dev.countersign.audit;

import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Verdict;
import java.time.Instant;
import java.util.Optional;

/**
 * A call as the audit log has it.
 *
 * @param time of its first record, right after the rules were asked
 * @param call what is not on record, its parameters before all, is among its unknown facts
 * @param decided absent where the rules were not reached; without reason and session policies,
 *     which are not on record
 * @param size of the request's body in bytes, as the rules saw it; -1 where it was not known
 * @param answered whether AWS answered, with whatever status
 */
public record RecordedCall(
    String id,
    Instant time,
    Agent agent,
    AwsCall call,
    Optional<Verdict> decided,
    long size,
    boolean answered) {

  /** The same with the time of its intent. */
  RecordedCall at(Instant intent) {
    return new RecordedCall(id, intent, agent, call, decided, size, answered);
  }
}
