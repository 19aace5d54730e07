package dev.countersign.approvals;

import dev.countersign.approvals.Decision.Approve;
import dev.countersign.approvals.DecisionRefused.Reason;
import dev.countersign.model.Agent;
import dev.countersign.model.Role;
import java.time.Instant;
import java.util.Optional;

/** Who may say what, and when. */
final class Electorate {

  private Electorate() {}

  /** Whether this person may decide this request so, whatever became of it. */
  static void require(Request request, Person by, Decision decision) {
    requireVoice(by);
    if (!request.group().people().contains(by.name())) {
      throw refused(
          Reason.NOT_IN_GROUP,
          "the rule asks " + request.group().name() + ", and " + by.name() + " is not one of them");
    }
    // Whoever denies takes nothing that is not their own.
    if (decision instanceof Approve && request.group().notOwn() && isOwn(request, by)) {
      throw refused(
          Reason.OWN_AGENT,
          "nobody approves what may be one's own agent's: " + request.card().agent());
    }
    if (request.group().commentRequired() && decision.comment().isEmpty()) {
      throw refused(
          Reason.COMMENT_REQUIRED, request.group().name() + " decides with a comment, always");
    }
  }

  /** Whose agent it is that has no name, nobody knows. */
  private static boolean isOwn(Request request, Person by) {
    String agent = request.card().agent();
    return by.agents().contains(agent) || agent.equals(Agent.ANONYMOUS);
  }

  static void requireVoice(Person by) {
    if (by.role() == Role.VIEWER) {
      throw refused(Reason.ROLE, by.name() + " looks, and does not decide");
    }
  }

  static void requireAdmin(Person by) {
    if (by.role() != Role.ADMIN) {
      throw refused(Reason.ROLE, "only an admin lets go on what was paused");
    }
  }

  /** Whether the request can still be decided by this person. */
  static void requireOpen(Request request, Person by, Decision decision, Instant now) {
    switch (request.state()) {
      case PENDING -> requirePending(request, by, decision, now);
      case EXPIRED -> throw expired(request);
      case STOPPED ->
          throw refused(Reason.PAUSED, request.id() + " ended: its agent or account was paused");
      case APPROVED, USED, GRANTED, DENIED ->
          throw refused(
              Reason.ALREADY_DECIDED,
              request.id() + " is decided, by " + String.join(", ", Decisions.by(request)));
    }
  }

  private static void requirePending(Request request, Person by, Decision decision, Instant now) {
    if (!now.isBefore(request.expires())) {
      throw expired(request);
    }
    // Who has approved may still deny: one who has doubts is enough.
    Optional<Request.Vote> earlier =
        request.votes().stream().filter(vote -> vote.person().equals(by.name())).findFirst();
    if (earlier.isPresent() && decision instanceof Approve) {
      throw refused(
          Reason.ALREADY_VOTED,
          by.name() + " has approved " + request.id() + "; it waits for others");
    }
  }

  private static DecisionRefused expired(Request request) {
    return refused(
        Reason.EXPIRED, request.id() + " was not decided in time; its agent has to ask again");
  }

  private static DecisionRefused refused(Reason reason, String message) {
    return new DecisionRefused(reason, message);
  }
}
