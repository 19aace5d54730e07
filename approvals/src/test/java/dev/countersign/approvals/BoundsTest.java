package dev.countersign.approvals;

import static dev.countersign.approvals.Samples.ANA;
import static dev.countersign.approvals.Samples.ONCE;
import static dev.countersign.approvals.Samples.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.Request.State;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How much there can be of anything. */
class BoundsTest {

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(Backend.class)
  void noAgentTakesTheRoomOfOthers(Backend backend) {
    try (Desk desk = new Desk(backend, directory, 20)) {
      assertThat(fill(desk, "one")).isEqualTo(10);
      assertThat(fill(desk, "two")).isEqualTo(5);
      assertThat(fill(desk, "three")).isEqualTo(3);
      assertThat(fill(desk, "four")).isEqualTo(1);
      assertThat(fill(desk, "five")).isEqualTo(1);
      assertThat(fill(desk, "six")).isZero();
      assertThat(fill(desk, "one")).isZero();
      desk.clock.move(Duration.ofMinutes(10));
      assertThat(fill(desk, "one")).isEqualTo(10);
    }
  }

  /** Asks until there is no room, with requests that were never asked before. */
  private int fill(Desk desk, String agent) {
    for (int asked = 0; ; asked++) {
      Refusal refusal = desk.refusal(ask(next++).by(agent));
      if (refusal.failure() == Failure.OVER_LIMIT) {
        return asked;
      }
      assertThat(refusal.failure()).isEqualTo(Failure.APPROVAL_PENDING);
    }
  }

  private int next;

  @ParameterizedTest
  @EnumSource(Backend.class)
  void manyAtOnceDoNotSlipThrough(Backend backend) {
    try (Desk desk = new Desk(backend, directory, 20)) {
      List<CompletableFuture<Refusal>> asking =
          IntStream.range(0, 60).mapToObj(n -> Desk.async(() -> desk.refusal(ask(n)))).toList();
      List<Failure> failures = asking.stream().map(it -> it.join().failure()).toList();
      assertThat(failures).filteredOn(it -> it == Failure.APPROVAL_PENDING).hasSize(10);
      assertThat(failures).filteredOn(it -> it == Failure.OVER_LIMIT).hasSize(50);
    }
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void tenThousandWait(Backend backend) {
    try (Desk desk = new Desk(backend, directory, 20_000)) {
      seed(desk, 9_990);
      for (int n = 9_990; n < 10_000; n++) {
        desk.refused(ask(n), Failure.APPROVAL_PENDING);
      }
      desk.refused(ask(10_000), Failure.OVER_LIMIT);
      desk.refused(ask(10_000).by("other"), Failure.APPROVAL_PENDING);
      Request newest = desk.approvals.list(RequestFilter.pending()).getFirst();
      desk.approvals.decide(newest.id(), ANA, ONCE);
      assertThat(desk.approvals.find(newest.id()).orElseThrow().state()).isEqualTo(State.APPROVED);
    }
  }

  /** In one turn, since each costs a look at the disk. */
  private static void seed(Desk desk, int count) {
    desk.store.write(
        handle -> {
          Tx tx = Tx.begin(handle, desk.clock.instant());
          for (int n = 0; n < count; n++) {
            Question question = ask(n).question();
            Requests.insert(tx, "ap-" + n, "ba-0", question, tx.now().plusSeconds(600));
          }
          return tx;
        });
  }

  @ParameterizedTest
  @EnumSource(Backend.class)
  void historyIsForgotten(Backend backend) {
    try (Desk desk = new Desk(backend, directory)) {
      Request denied = desk.asked(ask(1));
      desk.approvals.decide(denied.id(), ANA, new Decision.Deny("no"));
      Request ignored = desk.asked(ask(2));
      clean(desk, Duration.ofMinutes(11));
      Desk.await(() -> desk.approvals.find(ignored.id()).orElseThrow().state() == State.EXPIRED);
      assertThat(desk.approvals.find(denied.id()).orElseThrow().state()).isEqualTo(State.DENIED);
      clean(desk, Watcher.KEPT);
      assertThat(desk.approvals.list(RequestFilter.all())).isEmpty();
      assertThat(votes(desk)).isZero();
    }
  }

  private static void clean(Desk desk, Duration after) {
    desk.clock.move(after);
    desk.store.write(handle -> Watcher.clean(handle, desk.clock.instant()));
  }

  private static int votes(Desk desk) {
    return desk.store.read(
        handle ->
            handle.createQuery("SELECT COUNT(*) FROM approval_vote").mapTo(Integer.class).one());
  }

  @Test
  void aListenerThatIsSlowMissesSomeAndIsTold() {
    CountDownLatch go = new CountDownLatch(1);
    List<Change> told = Collections.synchronizedList(new ArrayList<>());
    Subscribers subscribers = new Subscribers();
    Subscription slow =
        subscribers.add(
            change -> {
              try {
                go.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              told.add(change);
            });
    for (int n = 0; n < 3 * Subscribers.QUEUED; n++) {
      subscribers.tell(new Change(Change.Kind.ASKED, "ap-" + n));
    }
    go.countDown();
    Desk.await(() -> !told.isEmpty() && told.getLast().kind() == Change.Kind.MISSED);
    assertThat(told).hasSizeBetween(Subscribers.QUEUED, Subscribers.QUEUED + 2);
    slow.close();
  }

  @Test
  void theFileIsForItsOwnerAlone() throws Exception {
    try (Desk desk = new Desk(Backend.SQLITE, directory)) {
      desk.asked(ask(1));
      try (var files = Files.list(directory)) {
        assertThat(files)
            .hasSizeGreaterThanOrEqualTo(2)
            .allSatisfy(
                file ->
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                        .isEqualTo("rw-------"));
      }
    }
  }
}
