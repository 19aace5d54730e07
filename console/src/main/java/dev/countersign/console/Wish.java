package dev.countersign.console;

import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Width;
import dev.countersign.config.Amounts;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What somebody wrote who approves, and the width that it means. */
record Wish(ApiJson.Approve stated) {

  /** More than a batch of what waits can have. */
  private static final int MOST_ACTIONS = 1_000;

  /**
   * @throws Problem where it says nothing, or more than its width has
   */
  Decision.Approve decision() {
    return new Decision.Approve(width(), Objects.requireNonNullElse(stated.comment(), ""));
  }

  private Width width() {
    String width = Objects.requireNonNullElse(stated.width(), Offers.ONCE);
    return switch (width) {
      case Offers.ONCE -> {
        only(width);
        yield new Width.Once();
      }
      case Offers.SAME -> {
        only(width, "for");
        yield new Width.SameRequest(lasting());
      }
      case Offers.ACTION -> {
        only(width, "for", "calls", "resource");
        yield new Width.Action(lasting(), calls(), Optional.ofNullable(stated.resource()));
      }
      case Offers.BATCH -> {
        only(width, "for", "actions");
        yield new Width.Batch(new HashSet<>(actions()), lasting());
      }
      default -> throw wrong("width: (expected: once, same, action or batch)");
    };
  }

  /** Nothing is said that this width has not: it was meant to bound something. */
  private void only(String width, String... known) {
    Map<String, @Nullable Object> said = new LinkedHashMap<>();
    said.put("for", stated.lasting());
    said.put("calls", stated.calls());
    said.put("resource", stated.resource());
    said.put("actions", stated.actions());
    said.values().removeIf(Objects::isNull);
    said.keySet().removeAll(Set.of(known));
    if (!said.isEmpty()) {
      throw wrong("the width " + width + " has no " + String.join(", ", said.keySet()));
    }
  }

  private Duration lasting() {
    return Optional.ofNullable(stated.lasting())
        .flatMap(Amounts::duration)
        .orElseThrow(() -> wrong("for: (expected: a duration such as 45s, 15m or 1h30m)"));
  }

  private OptionalInt calls() {
    return stated.calls() == null ? OptionalInt.empty() : OptionalInt.of(stated.calls());
  }

  private List<String> actions() {
    List<String> actions = stated.actions();
    if (actions == null
        || actions.isEmpty()
        || actions.size() > MOST_ACTIONS
        || actions.stream().anyMatch(Objects::isNull)) {
      throw wrong("actions: (expected: names such as s3:PutObject)");
    }
    return actions;
  }

  private static Problem wrong(String message) {
    return Problem.of(Problem.Kind.BAD_REQUEST, message);
  }
}
