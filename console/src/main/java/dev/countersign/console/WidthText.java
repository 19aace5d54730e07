package dev.countersign.console;

import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Width;

/** Decisions and widths in words. */
final class WidthText {

  private WidthText() {}

  static String of(Decision decision) {
    return switch (decision) {
      case Decision.Approve(var width, _) -> "approved: " + of(width);
      case Decision.Deny _ -> "denied";
    };
  }

  static String of(Width width) {
    return switch (width) {
      case Width.Once _ -> "once";
      case Width.SameRequest(var duration) -> "the same request for " + Words.duration(duration);
      case Width.Action(var duration, var calls, var resource) ->
          (calls.isPresent() ? calls.getAsInt() + " calls of" : "any call of")
              + " the operation for "
              + Words.duration(duration)
              + resource.map(it -> ", on " + it).orElse("");
      case Width.Batch(var actions, var duration) ->
          String.join(", ", actions.stream().sorted().toList())
              + " for "
              + Words.duration(duration);
    };
  }
}
