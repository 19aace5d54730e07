package dev.countersign.approvals;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Collectors;

/** What an agent is told whose call does not go: what happened, and what to do next. */
final class Refusals {

  private Refusals() {}

  static Refusal pending(String id, Question question, Instant expires) {
    String next =
        question.repeatable()
            ? "send the same request again once it is granted, until " + second(expires)
            : "this request cannot be recognized when it comes again, and so its approval is over";
    return new Refusal(
        Failure.APPROVAL_PENDING,
        "approval " + id + " is pending with " + question.group().name() + "; " + next + ".");
  }

  static Refusal denied(Request request) {
    String comments =
        request.votes().stream()
            .filter(vote -> vote.decision() instanceof Decision.Deny)
            .map(vote -> vote.person() + said(vote.decision().comment()))
            .collect(Collectors.joining("; "));
    return new Refusal(
        Failure.APPROVAL_DENIED,
        "approval "
            + request.id()
            + " was denied by "
            + comments
            + ". The same request is not asked for again before "
            + second(request.expires())
            + ".");
  }

  private static String said(String comment) {
    return comment.isEmpty() ? "" : ": " + comment;
  }

  static Refusal expired(String id) {
    return new Refusal(
        Failure.APPROVAL_EXPIRED,
        "approval " + id + " expired before it was used; send the request again to ask again.");
  }

  static Refusal usedUp(String id) {
    return new Refusal(
        Failure.APPROVAL_EXPIRED,
        "what approval "
            + id
            + " permitted is used up, by a call that is the same or another that it covers, or"
            + " was taken back; send the request again to ask again.");
  }

  static Refusal stopped(String id) {
    return new Refusal(
        Failure.PAUSED,
        "approval "
            + id
            + " ended, since the agent or the account was paused; ask the operator, and send the"
            + " request again once it is resumed.");
  }

  static Refusal paused(Pause pause) {
    return new Refusal(
        Failure.PAUSED,
        Pauses.column(pause.target())
            + " "
            + pause.target().name()
            + " is paused by "
            + pause.by()
            + said(pause.comment())
            + "; nothing goes until it is resumed.");
  }

  static Refusal tooMany(Requests.Waiting waiting) {
    return new Refusal(
        Failure.OVER_LIMIT,
        "too many requests wait for people ("
            + waiting.own()
            + " of this agent); wait until some are decided.");
  }

  static Refusal unavailable(StoreUnavailable cause) {
    return new Refusal(
        Failure.APPROVALS_UNAVAILABLE,
        "the store of approvals cannot be used, and without it no call goes; try again later.",
        cause);
  }

  private static Instant second(Instant instant) {
    return instant.truncatedTo(ChronoUnit.SECONDS);
  }
}
