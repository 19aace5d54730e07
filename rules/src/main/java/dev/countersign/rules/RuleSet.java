package dev.countersign.rules;

import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Verdict;
import java.time.Instant;

/** A compiled set of rules. Immutable and safe for any number of threads. */
public final class RuleSet {

  private RuleSet() {}

  /** A short hash over the sources, for audit records. */
  public String version() {
    throw new UnsupportedOperationException();
  }

  /**
   * What the rules say. Never throws: a rule that cannot be evaluated makes the outcome stricter.
   *
   * @param size the request body's length in bytes; -1 where it is not known in advance
   */
  public Verdict decide(AwsCall call, Agent agent, Instant time, long size) {
    throw new UnsupportedOperationException(call + "" + agent + time + size);
  }
}
