package dev.countersign.approvals;

import dev.countersign.approvals.Change.Kind;
import dev.countersign.approvals.Decision.Approve;
import dev.countersign.approvals.Decision.Deny;
import dev.countersign.approvals.DecisionRefused.Reason;
import dev.countersign.approvals.Grants.Standing;
import dev.countersign.approvals.Request.Vote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/** What becomes of a request when a person has said something. */
final class Decisions {

  private Decisions() {}

  /**
   * Takes what a person says to a request.
   *
   * @throws DecisionRefused where this person may not, or not so, or it is too late
   */
  static Request decide(Tx tx, String id, Person by, Decision stated) {
    Request request =
        Requests.find(tx.handle(), id)
            .orElseThrow(
                () ->
                    new DecisionRefused(
                        Reason.UNKNOWN, "there is no request " + Text.shown(id, Text.NAME)));
    Decision decision = tidy(stated);
    Electorate.require(request, by, decision);
    Electorate.requireOpen(request, by, decision, tx.now());
    if (decision instanceof Approve approve) {
      WidthCheck.require(tx, request, approve.width());
    }
    Requests.vote(tx, id, new Vote(by.name(), decision, tx.now()));
    settle(tx, Requests.find(tx.handle(), id).orElseThrow(), decision);
    return Requests.find(tx.handle(), id).orElseThrow();
  }

  private static Decision tidy(Decision decision) {
    return switch (decision) {
      case Approve(var width, var comment) -> new Approve(width, comment(comment));
      case Deny(var comment) -> new Deny(comment(comment));
    };
  }

  static String comment(String text) {
    return Text.shown(text.strip(), Text.COMMENT);
  }

  /** One who denies decides; those who approve do once they are enough. */
  private static void settle(Tx tx, Request request, Decision decision) {
    if (decision instanceof Deny) {
      Requests.deny(tx, request);
      tx.changed(Kind.DENIED, request.id());
    } else if (request.votes().size() < request.group().quorum()) {
      tx.changed(Kind.VOTED, request.id());
    } else {
      approve(tx, request, agreed(request));
    }
  }

  /** What all have agreed to: the narrowest of what they said. */
  private static Width agreed(Request request) {
    return request.votes().stream()
        .map(Vote::decision)
        .flatMap(said -> said instanceof Approve approve ? Stream.of(approve.width()) : Stream.of())
        .reduce(Widths::narrower)
        .orElseThrow();
  }

  private static void approve(Tx tx, Request request, Width width) {
    switch (width) {
      case Width.Once _ -> {
        Requests.approveOnce(tx, request);
        tx.changed(Kind.APPROVED, request.id());
      }
      case Width.SameRequest(var duration) ->
          stand(tx, request, width, duration, request.card().terms().calls());
      case Width.Action(var duration, var calls, _) ->
          stand(tx, request, width, duration, Widths.fewer(calls, request.card().terms().calls()));
      case Width.Batch(_, var duration) ->
          stand(tx, request, width, duration, request.card().terms().calls());
    }
  }

  /** Gives a permission that stands, and lets go what waits and is covered by it. */
  private static void stand(
      Tx tx, Request request, Width width, Duration duration, OptionalInt calls) {
    List<Request> batch = batch(tx, request);
    Standing standing = standing(tx, request, width, duration, calls, batch);
    Grants.insert(tx, standing);
    List<Request> covered = new ArrayList<>(List.of(request));
    batch.stream()
        .filter(other -> !other.id().equals(request.id()) && standing.covers(question(other)))
        .forEach(covered::add);
    covered.stream()
        .limit(calls.orElse(Integer.MAX_VALUE))
        .forEach(
            each -> {
              Requests.grant(tx, each, width, standing.grant().id());
              tx.changed(Kind.APPROVED, each.id());
            });
  }

  /** What waits with the request. */
  static List<Request> batch(Tx tx, Request request) {
    return Requests.list(tx.handle(), RequestFilter.pending().ofBatch(request.batch())).stream()
        .filter(other -> tx.now().isBefore(other.expires()))
        .toList();
  }

  private static Standing standing(
      Tx tx,
      Request request,
      Width width,
      Duration duration,
      OptionalInt calls,
      List<Request> batch) {
    Card card = request.card();
    Grant grant =
        new Grant(
            Ids.next("gr"),
            request.id(),
            card.agent(),
            card.account(),
            card.operation(),
            width,
            card.rule(),
            request.rulesVersion(),
            by(request),
            comment(request),
            tx.now(),
            tx.now().plus(duration),
            calls,
            0,
            Optional.empty());
    return new Standing(grant, request.fingerprint(), ceiling(card, width, batch));
  }

  /**
   * The one card says how far calls may reach; the others of a batch only add which IAM actions
   * their operations need.
   */
  private static Ceiling ceiling(Card card, Width width, List<Request> batch) {
    Ceiling ceiling = Ceiling.of(card);
    if (width instanceof Width.Batch(var actions, _)) {
      for (Request other : batch) {
        if (actions.contains(other.card().operation())) {
          ceiling = ceiling.withActions(other.card().iamActions());
        }
      }
    }
    return ceiling;
  }

  private static Question question(Request request) {
    return new Question(
        request.fingerprint(),
        request.card(),
        request.group(),
        request.rulesVersion(),
        Optional.empty(),
        request.repeatable());
  }

  static List<String> by(Request request) {
    return request.votes().stream().map(Vote::person).toList();
  }

  static String comment(Request request) {
    return String.join(
        "; ",
        request.votes().stream()
            .map(vote -> vote.decision().comment())
            .filter(comment -> !comment.isEmpty())
            .toList());
  }
}
