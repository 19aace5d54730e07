package dev.countersign.approvals;

import dev.countersign.approvals.DecisionRefused.Reason;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.GrantTerms.Scope;
import java.time.Duration;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.Set;

/** Whether a width is one that the rule lets a person give for this request. */
final class WidthCheck {

  private final Request request;
  private final Card card;
  private final GrantTerms terms;

  private WidthCheck(Request request) {
    this.request = request;
    this.card = request.card();
    this.terms = card.terms();
  }

  /**
   * @throws DecisionRefused where it is too wide, or means nothing
   */
  static void require(Tx tx, Request request, Width width) {
    WidthCheck check = new WidthCheck(request);
    switch (width) {
      case Width.Once _ -> {}
      case Width.SameRequest(var duration) -> check.same(duration);
      case Width.Action action -> check.action(action);
      case Width.Batch batch -> check.batch(tx, batch);
    }
  }

  private void same(Duration duration) {
    lasting(duration);
    require(request.repeatable(), "this request cannot be recognized when it comes again");
  }

  private void lasting(Duration duration) {
    require(duration.isPositive(), "a permission has to last");
    require(
        duration.compareTo(terms.atMost()) <= 0,
        terms.atMost().isZero()
            ? "the rule \"" + card.rule() + "\" permits nothing but this request once"
            : "the rule \"" + card.rule() + "\" permits at most " + terms.atMost());
  }

  private void action(Width.Action action) {
    operation(action.duration());
    calls(action.calls());
    require(
        action.resourcePattern().isPresent() || !terms.scope().contains(Scope.RESOURCE),
        "the rule \"" + card.rule() + "\" wants the resource to be named");
    action.resourcePattern().map(ResourcePattern::new).ifPresent(this::pattern);
  }

  private void operation(Duration duration) {
    lasting(duration);
    require(
        terms.scope().contains(Scope.ACTION),
        "the rule \"" + card.rule() + "\" permits only that the same request is sent again");
    require(!card.action().isEmpty(), "which operation this is, is not known");
  }

  private void calls(OptionalInt calls) {
    if (calls.isPresent()) {
      require(calls.getAsInt() >= 1, "a number of calls is at least 1");
    }
    if (terms.calls().isPresent()) {
      int most = terms.calls().getAsInt();
      require(
          calls.isPresent() && calls.getAsInt() <= most,
          "the rule \"" + card.rule() + "\" permits at most " + most + " calls");
    }
  }

  private void pattern(ResourcePattern pattern) {
    require(pattern.isNarrow(), "this names no resource: " + Text.shown(pattern.text(), Text.NAME));
    require(
        pattern.covers(card),
        "this is not what is asked for, or not all of it: "
            + Text.shown(pattern.text(), Text.NAME));
  }

  /** Nobody permits by a list what nobody has asked for. */
  private void batch(Tx tx, Width.Batch batch) {
    operation(batch.duration());
    require(
        !terms.scope().contains(Scope.RESOURCE),
        "the rule \"" + card.rule() + "\" wants the resource to be named");
    require(
        batch.actions().contains(card.operation()), card.operation() + " is not among the actions");
    Set<String> asked = new HashSet<>();
    Decisions.batch(tx, request).forEach(other -> asked.add(other.card().operation()));
    batch
        .actions()
        .forEach(
            action ->
                require(
                    asked.contains(action),
                    "nothing that waits with this request is " + Text.shown(action, Text.NAME)));
  }

  private static void require(boolean permitted, String message) {
    if (!permitted) {
      throw new DecisionRefused(Reason.WIDER_THAN_RULE, message);
    }
  }
}
