package dev.countersign.proxy;

import dev.countersign.approvals.Approval;
import dev.countersign.audit.AuditRecord;
import dev.countersign.audit.AuditRecord.Approved;
import dev.countersign.audit.AuditRecord.Judged;
import dev.countersign.audit.AuditRecord.Phase;
import dev.countersign.audit.AuditRecord.Refused;
import dev.countersign.audit.AuditRecord.Session;
import dev.countersign.audit.AuditRecord.Timing;
import dev.countersign.audit.AuditRecord.Upstream;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of one exchange so far, and its two audit records: the intent, without which
 * nothing is sent, and the outcome, exactly one for every request. Belongs to the exchange's
 * thread.
 */
final class Journal {

  private static final Logger LOG = LoggerFactory.getLogger(Journal.class);

  private final Collaborators collaborators;
  private final Clock clock;
  private final String id;
  private final String address;
  private final String host;
  private final long begun = System.nanoTime();

  private Optional<Agent> agent = Optional.empty();
  private Optional<AwsCall> call = Optional.empty();
  private Optional<Judged> judged = Optional.empty();
  private Optional<Approved> approved = Optional.empty();
  private Optional<Session> session = Optional.empty();
  private Optional<Upstream> upstream = Optional.empty();
  private Optional<Refused> refused = Optional.empty();
  private long decideMicros;
  private long approveMillis;
  private long credentialsMillis;
  private long upstreamMillis;

  Journal(Collaborators collaborators, Clock clock, String id, String address, String host) {
    this.collaborators = collaborators;
    this.clock = clock;
    this.id = id;
    this.address = address;
    this.host = host;
  }

  void agent(Agent who) {
    agent = Optional.of(who);
  }

  void call(AwsCall what) {
    call = Optional.of(what);
  }

  Optional<AwsCall> call() {
    return call;
  }

  /**
   * The rules have spoken; until here is what deciding took.
   *
   * @param size of the body, as they were told; -1 where it is not known
   */
  void judged(Collaborators.Judgement judgement, long size) {
    judged = Optional.of(new Judged(judgement.decision(), judgement.rulesVersion(), size));
    decideMicros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - begun);
  }

  /**
   * @param since {@link System#nanoTime} before the session was asked for
   */
  void session(String role, String name, long since) {
    session = Optional.of(new Session(role, name));
    credentialsMillis = millis(since);
  }

  /**
   * @param since {@link System#nanoTime} before the upstream was dialled
   */
  void upstream(Upstream what, long since) {
    upstream = Optional.of(what);
    upstreamMillis = millis(since);
  }

  void approved(Approval what) {
    approved =
        Optional.of(new Approved(what.id(), what.by(), what.comment(), what.grant().orElse("")));
  }

  /**
   * @param since {@link System#nanoTime} before people were asked
   */
  void waited(long since) {
    approveMillis = millis(since);
  }

  void refused(Failure failure, String message) {
    refused = Optional.of(new Refused(failure, message));
  }

  /**
   * @throws Refusal AUDIT_UNAVAILABLE where it could not be written
   */
  void writeIntent() {
    collaborators.record(record(Phase.INTENT, 0, 0));
  }

  /** Never throws: the effect, if there was one, cannot be undone. */
  void writeOutcome(long bytesIn, long bytesOut) {
    try {
      collaborators.record(record(Phase.OUTCOME, bytesIn, bytesOut));
    } catch (RuntimeException e) {
      LOG.error("the outcome of {} could not be recorded: {}", id, e.getMessage());
    }
    if (LOG.isDebugEnabled()) {
      LOG.debug(
          "{} {} {} {} {}",
          id,
          host,
          call.map(AwsCall::action).orElse("-"),
          upstream.map(answer -> Integer.toString(answer.status())).orElse("-"),
          refused.map(why -> why.failure().name()).orElse("-"));
    }
  }

  private AuditRecord record(Phase phase, long bytesIn, long bytesOut) {
    return new AuditRecord(
        id,
        clock.instant(),
        phase,
        address,
        agent,
        call,
        host,
        judged,
        approved,
        session,
        upstream,
        refused,
        bytesIn,
        bytesOut,
        new Timing(decideMicros, approveMillis, credentialsMillis, upstreamMillis));
  }

  private static long millis(long since) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - since);
  }
}
