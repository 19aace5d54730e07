package dev.countersign.notifiers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.Change;
import dev.countersign.approvals.Change.Kind;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What keeps a courier's memory and its waits small. */
class RoundsTest {

  @Test
  void anInboxThatIsFullSaysThatEverythingMayBeDifferent() throws InterruptedException {
    Inbox inbox = new Inbox();
    for (int i = 0; i < Inbox.MOST; i++) {
      inbox.put(new Change(Kind.ASKED, "ap-" + i));
      inbox.put(new Change(Kind.VOTED, "ap-" + i));
    }
    Inbox.News some = inbox.take(Duration.ZERO);
    assertThat(some.all()).isFalse();
    assertThat(some.ids()).hasSize(Inbox.MOST);
    for (int i = 0; i < 100_000; i++) {
      inbox.put(new Change(Kind.ASKED, "ap-" + i));
    }
    Inbox.News all = inbox.take(Duration.ZERO);
    assertThat(all.all()).isTrue();
    assertThat(all.ids()).hasSizeLessThanOrEqualTo(Inbox.MOST);
    assertThat(inbox.take(Duration.ZERO)).isEqualTo(new Inbox.News(Set.of(), false));
  }

  @Test
  void whatWasMissedIsLookedFor() throws InterruptedException {
    for (Kind kind : new Kind[] {Kind.MISSED, Kind.PAUSED}) {
      Inbox inbox = new Inbox();
      inbox.put(new Change(kind, ""));
      assertThat(inbox.take(Duration.ZERO).all()).isTrue();
    }
  }

  @Test
  void waitsGrowToABoundAndAreNeverTheSame() {
    Pace pace = Pace.USUAL;
    for (int i = 0; i < 100; i++) {
      assertThat(pace.wait(1, Optional.empty()))
          .isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
      assertThat(pace.wait(3, Optional.empty()))
          .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
      assertThat(pace.wait(Integer.MAX_VALUE, Optional.empty()))
          .isBetween(Duration.ofSeconds(15), Duration.ofSeconds(30));
    }
    assertThat(
            IntStream.range(0, 50).mapToObj(_ -> pace.wait(5, Optional.empty())).distinct().count())
        .isGreaterThan(10);
  }

  @Test
  void aReceiverMayAskForMoreButNotForEver() {
    assertThat(Pace.USUAL.wait(1, Optional.of(Duration.ofSeconds(42))))
        .isEqualTo(Duration.ofSeconds(42));
    assertThat(Pace.USUAL.wait(1, Optional.of(Duration.ofDays(9)))).isEqualTo(Pace.USUAL.giveUp());
  }
}
