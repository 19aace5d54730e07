package dev.countersign.approvals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.Width.Action;
import dev.countersign.approvals.Width.Batch;
import dev.countersign.approvals.Width.Once;
import dev.countersign.approvals.Width.SameRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What two people have both agreed to. */
class WidthsTest {

  private static final Duration SHORT = Duration.ofMinutes(1);
  private static final Duration LONG = Duration.ofMinutes(9);

  private static Action action(Duration duration, int calls, String pattern) {
    return new Action(
        duration,
        calls == 0 ? OptionalInt.empty() : OptionalInt.of(calls),
        Optional.of(pattern).filter(text -> !text.isEmpty()));
  }

  private static void meet(Width one, Width other, Width both) {
    assertThat(Widths.narrower(one, other)).isEqualTo(both);
    assertThat(Widths.narrower(other, one)).isEqualTo(both);
  }

  @Test
  void theNarrowestOfEachPart() {
    meet(new SameRequest(LONG), new SameRequest(SHORT), new SameRequest(SHORT));
    meet(action(LONG, 0, ""), new SameRequest(SHORT), new SameRequest(SHORT));
    meet(action(LONG, 3, ""), new SameRequest(SHORT), new Once());
    meet(action(LONG, 3, ""), action(SHORT, 0, "arn:a*"), action(SHORT, 3, "arn:a*"));
    meet(action(LONG, 3, "arn:a*"), action(SHORT, 4, "arn:ab"), action(SHORT, 3, "arn:ab"));
    meet(action(LONG, 3, "arn:a*"), action(LONG, 3, "arn:b*"), new Once());
    meet(
        new Batch(Set.of("a", "b"), LONG),
        new Batch(Set.of("b", "c"), SHORT),
        new Batch(Set.of("b"), SHORT));
    meet(new Batch(Set.of("a", "b"), SHORT), action(LONG, 2, "x*"), action(SHORT, 2, "x*"));
    meet(new Batch(Set.of("a"), LONG), new SameRequest(SHORT), new SameRequest(SHORT));
  }

  @Test
  void onceIsTheNarrowest() {
    for (Width width :
        List.of(
            new Once(), new SameRequest(LONG), action(LONG, 0, ""), new Batch(Set.of("a"), LONG))) {
      meet(new Once(), width, new Once());
      meet(width, width, width);
      assertThat(Json.read(Json.write(width), Width.class)).isEqualTo(width);
    }
  }
}
