package dev.countersign.approvals;

import dev.countersign.approvals.Change.Kind;
import dev.countersign.approvals.Request.State;
import dev.countersign.approvals.Requests.Waiting;
import dev.countersign.model.FieldHash;
import dev.countersign.model.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** The first half of a question: what stands already answers it, or people are asked. */
final class Asking {

  private final Ledger ledger;
  private final int limit;

  /**
   * @param limit how many requests may wait for people
   */
  Asking(Ledger ledger, int limit) {
    this.ledger = ledger;
    this.limit = limit;
  }

  /** Spends a call of a standing permission that covers the question, if there is one. */
  Optional<Approval> standing(Question question, BooleanSupplier left) {
    Instant now = ledger.now();
    for (Grants.Standing standing : ledger.read(h -> Grants.covering(h, question, now))) {
      Grant grant = standing.grant();
      if (!left.getAsBoolean() && ledger.update(h -> Grants.use(h, grant, now))) {
        return Optional.of(
            new Approval(grant.request(), grant.by(), grant.comment(), Optional.of(grant.id())));
      }
    }
    return Optional.empty();
  }

  /**
   * The request that answers the question: one that is there, or a new one.
   *
   * @throws Refusal where there may be no new one
   */
  Request join(Question question) {
    return ledger.turn(tx -> joined(tx, question).orElseGet(() -> ask(tx, question)));
  }

  private Optional<Request> joined(Tx tx, Question question) {
    Pauses.list(tx.handle()).stream()
        .filter(
            it -> Brake.concerns(it.target(), question.card().agent(), question.card().account()))
        .findFirst()
        .ifPresent(
            pause -> {
              throw Refusals.paused(pause);
            });
    return question.repeatable()
        ? Requests.live(tx.handle(), question, tx.now())
        : Optional.empty();
  }

  private Request ask(Tx tx, Question question) {
    Requests.free(tx, question);
    requireRoom(tx, question.card().agent());
    String id = Ids.next("ap");
    Requests.insert(tx, id, batch(question), question, expires(tx, question));
    tx.changed(Kind.ASKED, id);
    return Requests.find(tx.handle(), id).orElseThrow();
  }

  /**
   * An agent may never have more waiting than is left over: the first can fill half, the next a
   * quarter, and there is room for another as long as there is any.
   */
  private void requireRoom(Tx tx, String agent) {
    Waiting waiting = Requests.waiting(tx.handle(), agent, tx.now());
    if (waiting.own() >= limit - waiting.all()) {
      throw Refusals.tooMany(waiting);
    }
  }

  /** What nobody can use any more after the hold, nobody has to decide after it. */
  private static Instant expires(Tx tx, Question question) {
    Group group = question.group();
    return tx.now().plus(question.repeatable() ? group.timeout() : group.hold());
  }

  private static String batch(Question question) {
    Card card = question.card();
    String hash =
        FieldHash.of(
            List.of(
                card.agent(),
                card.account(),
                card.rule(),
                question.rulesVersion(),
                question.group().name()));
    return "ba-" + hash.substring(0, 12);
  }

  /**
   * What becomes of the call now that its request stands so; empty where it has to wait.
   *
   * @throws Refusal where it does not go
   */
  Optional<Approval> answer(Request request, Question question, BooleanSupplier left) {
    Instant now = ledger.now();
    if (isLate(request, now)) {
      throw Refusals.expired(request.id());
    }
    return switch (request.state()) {
      case PENDING -> Optional.empty();
      case APPROVED -> once(request, now, left);
      case GRANTED -> granted(request, question, left);
      case USED -> throw Refusals.usedUp(request.id());
      case DENIED -> throw Refusals.denied(request);
      case EXPIRED -> throw Refusals.expired(request.id());
      case STOPPED -> throw stopped(request);
    };
  }

  /** With who paused it and why, as long as the pause stands. */
  private Refusal stopped(Request request) {
    Card card = request.card();
    return ledger.read(Pauses::list).stream()
        .filter(pause -> Brake.concerns(pause.target(), card.agent(), card.account()))
        .findFirst()
        .map(Refusals::paused)
        .orElseGet(() -> Refusals.stopped(request.id()));
  }

  private static boolean isLate(Request request, Instant now) {
    boolean open = request.state() == State.PENDING || request.state() == State.APPROVED;
    return open && !now.isBefore(request.expires());
  }

  private Optional<Approval> once(Request request, Instant now, BooleanSupplier left) {
    if (left.getAsBoolean()) {
      return Optional.empty();
    }
    if (!ledger.update(handle -> Requests.use(handle, request.id(), now))) {
      throw Refusals.usedUp(request.id());
    }
    return Optional.of(
        new Approval(
            request.id(), Decisions.by(request), Decisions.comment(request), Optional.empty()));
  }

  private Optional<Approval> granted(Request request, Question question, BooleanSupplier left) {
    Optional<Approval> approval = standing(question, left);
    if (approval.isEmpty() && !left.getAsBoolean()) {
      throw Refusals.usedUp(request.id());
    }
    return approval;
  }
}
