package dev.countersign.approvals;

import dev.countersign.approvals.Width.Action;
import dev.countersign.approvals.Width.Batch;
import dev.countersign.approvals.Width.Once;
import dev.countersign.approvals.Width.SameRequest;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Widths against one another: what people who do not say the same have both agreed to. */
final class Widths {

  private Widths() {}

  /** The widest that is not wider than either. */
  static Width narrower(Width one, Width other) {
    return switch (one) {
      case Once once -> once;
      case SameRequest(var duration) -> same(duration, other);
      case Action action -> action(action, other);
      case Batch batch -> batch(batch, other);
    };
  }

  private static Width same(Duration duration, Width other) {
    return switch (other) {
      case Once once -> once;
      case SameRequest(var theirs) -> new SameRequest(shorter(duration, theirs));
      // A number of calls that somebody set holds for whatever comes of it.
      case Action(var theirs, var calls, _) ->
          calls.isPresent() ? new Once() : new SameRequest(shorter(duration, theirs));
      case Batch(_, var theirs) -> new SameRequest(shorter(duration, theirs));
    };
  }

  private static Width action(Action action, Width other) {
    return switch (other) {
      case Once once -> once;
      case SameRequest(var duration) -> same(duration, action);
      case Action theirs -> both(action, theirs);
      case Batch(_, var duration) ->
          new Action(
              shorter(action.duration(), duration), action.calls(), action.resourcePattern());
    };
  }

  private static Width batch(Batch batch, Width other) {
    return switch (other) {
      case Once once -> once;
      case SameRequest(var duration) -> same(duration, batch);
      case Action action -> action(action, batch);
      case Batch(var actions, var duration) -> {
        Set<String> common = new HashSet<>(batch.actions());
        common.retainAll(actions);
        yield new Batch(common, shorter(batch.duration(), duration));
      }
    };
  }

  private static Width both(Action one, Action other) {
    Duration duration = shorter(one.duration(), other.duration());
    OptionalInt calls = fewer(one.calls(), other.calls());
    if (one.resourcePattern().isEmpty() || other.resourcePattern().isEmpty()) {
      return new Action(duration, calls, one.resourcePattern().or(other::resourcePattern));
    }
    ResourcePattern first = new ResourcePattern(one.resourcePattern().get());
    ResourcePattern second = new ResourcePattern(other.resourcePattern().get());
    if (first.covers(second)) {
      return new Action(duration, calls, Optional.of(second.text()));
    }
    // Two patterns that cover the same resource and not each other do not exist: both are how its
    // name begins. Were there such, only what was asked for would be common to them.
    return second.covers(first)
        ? new Action(duration, calls, Optional.of(first.text()))
        : new Once();
  }

  static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  static OptionalInt fewer(OptionalInt one, OptionalInt other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isPresent() ? one : other;
    }
    return OptionalInt.of(Math.min(one.getAsInt(), other.getAsInt()));
  }
}
