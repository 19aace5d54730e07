package dev.countersign.approvals;

import static dev.countersign.approvals.Samples.ANA;
import static dev.countersign.approvals.Samples.HOUR_OF_ACTION;
import static dev.countersign.approvals.Samples.ONCE;
import static dev.countersign.approvals.Samples.RAJ;
import static dev.countersign.approvals.Samples.approve;
import static dev.countersign.approvals.Samples.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.approvals.PauseTarget.OfAgent;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Two gateways on one database. On SQLite, which sends no news, they find out by looking. */
@ParameterizedClass
@EnumSource(Backend.class)
class FleetTest {

  private final Backend backend;
  private final Desk desk;
  private final Store otherStore;
  private final Approvals other;

  FleetTest(Backend backend, @TempDir Path directory) {
    this.backend = backend;
    this.desk = new Desk(backend, directory);
    this.otherStore = desk.place.open();
    this.other = desk.other(otherStore);
  }

  @AfterEach
  void close() {
    other.close();
    otherStore.close();
    desk.close();
  }

  @Test
  void heldHereAndApprovedThere() {
    CompletableFuture<Approval> held = desk.held(ask(1));
    Request request = desk.pending();
    long start = System.nanoTime();
    other.decide(request.id(), ANA, ONCE);
    assertThat(Desk.soon(held).by()).containsExactly("ana");
    assertThat(System.nanoTime() - start)
        .isLessThan(
            (backend == Backend.POSTGRESQL ? Duration.ofMillis(900) : Duration.ofSeconds(4))
                .toNanos());
  }

  @Test
  void theSameRequestAtBothIsOneRequest() {
    List<CompletableFuture<Approval>> held =
        IntStream.range(0, 20)
            .mapToObj(
                n -> Desk.held(n % 2 == 0 ? desk.approvals : other, ask(1).question(), () -> false))
            .toList();
    Desk.await(() -> desk.approvals.held() + other.held() == 20);
    Request request = desk.pending();
    other.decide(request.id(), ANA, ONCE);
    assertThat(
            held.stream().filter(it -> it.handle((a, refused) -> refused == null).join()).count())
        .isEqualTo(1);
  }

  @Test
  void callsOfAGrantAreCountedTogether() {
    Request request = desk.asked(ask(1).with(HOUR_OF_ACTION));
    desk.approvals.decide(
        request.id(),
        ANA,
        approve(new Width.Action(Duration.ofHours(1), OptionalInt.of(7), Optional.empty())));
    List<CompletableFuture<Approval>> calls =
        IntStream.range(0, 60)
            .mapToObj(
                n ->
                    Desk.held(
                        n % 2 == 0 ? desk.approvals : other,
                        ask(n).brief().question(),
                        () -> false))
            .toList();
    assertThat(
            calls.stream().filter(it -> it.handle((a, refused) -> refused == null).join()).count())
        .isEqualTo(7);
    assertThat(other.grants(true).getFirst().used()).isEqualTo(7);
  }

  @Test
  void aPauseReachesBoth() {
    CompletableFuture<Approval> held = desk.held(ask(1));
    desk.pending();
    other.pause(new OfAgent("claude"), ANA, "stop");
    assertThat(Desk.soonRefused(held).failure()).isEqualTo(Failure.PAUSED);
    assertThatThrownBy(() -> desk.approvals.requireRunning("claude", "222222222222"))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void twoWhoDecideAtDifferentGateways() {
    for (int round = 0; round < 20; round++) {
      Request request = desk.asked(ask(round));
      CompletableFuture<Request> here =
          Desk.async(() -> desk.approvals.decide(request.id(), ANA, ONCE));
      CompletableFuture<Request> there =
          Desk.async(() -> other.decide(request.id(), RAJ, new Decision.Deny("no")));
      boolean first = here.handle((it, refused) -> refused == null).join();
      boolean second = there.handle((it, refused) -> refused == null).join();
      assertThat(first).isNotEqualTo(second);
      assertThat(desk.approvals.find(request.id()).orElseThrow().votes()).hasSize(1);
    }
  }

  @Test
  void changesAreToldEverywhere() throws Exception {
    LinkedBlockingQueue<Change> told = new LinkedBlockingQueue<>();
    try (Subscription subscription = desk.approvals.subscribe(told::add)) {
      assertThat(subscription).isNotNull();
      assertThatThrownBy(() -> other.obtain(ask(1).brief().question(), () -> false))
          .isInstanceOf(Refusal.class);
      Change change = told.poll(10, TimeUnit.SECONDS);
      assertThat(change).isNotNull();
      assertThat(change.kind())
          .isEqualTo(backend == Backend.POSTGRESQL ? Change.Kind.ASKED : Change.Kind.MISSED);
    }
  }
}
