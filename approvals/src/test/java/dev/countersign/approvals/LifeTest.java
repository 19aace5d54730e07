package dev.countersign.approvals;

import static dev.countersign.approvals.Samples.ANA;
import static dev.countersign.approvals.Samples.ONCE;
import static dev.countersign.approvals.Samples.RAJ;
import static dev.countersign.approvals.Samples.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.Request.State;
import dev.countersign.approvals.Samples.Ask;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of a call that needs a person, in every way it can go. */
@ParameterizedClass
@EnumSource(Backend.class)
class LifeTest {

  private final Desk desk;

  LifeTest(Backend backend, @TempDir Path directory) {
    desk = new Desk(backend, directory);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void heldUntilSomebodyApproves() {
    CompletableFuture<Approval> held = desk.held(ask(1));
    Request request = desk.pending();
    assertThat(request.card()).isEqualTo(ask(1).card());
    assertThat(held).isNotDone();
    desk.approvals.decide(request.id(), ANA, new Decision.Approve(new Width.Once(), " fine "));
    Approval approval = Desk.soon(held);
    assertThat(approval.id()).isEqualTo(request.id()).startsWith("ap-");
    assertThat(approval.by()).containsExactly("ana");
    assertThat(approval.comment()).isEqualTo("fine");
    assertThat(approval.grant()).isEmpty();
    assertThat(state(request)).isEqualTo(State.USED);
  }

  @Test
  void deniedWithTheCommentAndForAWhile() {
    CompletableFuture<Approval> held = desk.held(ask(1));
    Request request = desk.pending();
    desk.approvals.decide(request.id(), ANA, new Decision.Deny("use staging"));
    Refusal refusal = Desk.soonRefused(held);
    assertThat(refusal.failure()).isEqualTo(Failure.APPROVAL_DENIED);
    assertThat(refusal).hasMessageContaining("ana: use staging").hasMessageContaining(request.id());
    desk.refused(ask(1), Failure.APPROVAL_DENIED);
    desk.clock.move(Duration.ofMinutes(10));
    desk.refused(ask(1), Failure.APPROVAL_PENDING);
    assertThat(desk.pending().id()).isNotEqualTo(request.id());
  }

  @Test
  void notDecidedDuringTheHoldAndFoundByTheRetryOnce() {
    Refusal refusal = desk.refusal(ask(1));
    Request request = desk.pending();
    assertThat(refusal.failure()).isEqualTo(Failure.APPROVAL_PENDING);
    assertThat(refusal)
        .hasMessageContaining(request.id())
        .hasMessageContaining("send the same request again");
    desk.refused(ask(1), Failure.APPROVAL_PENDING);
    assertThat(desk.pending()).isEqualTo(request);
    desk.approvals.decide(request.id(), ANA, ONCE);
    assertThat(desk.now(ask(1)).id()).isEqualTo(request.id());
    desk.refused(ask(1), Failure.APPROVAL_PENDING);
    assertThat(desk.pending().id()).isNotEqualTo(request.id());
  }

  @Test
  void aGrantThatIsNotFetchedExpires() {
    Request request = desk.asked(ask(1));
    desk.clock.move(Duration.ofMinutes(9));
    desk.approvals.decide(request.id(), ANA, ONCE);
    desk.clock.move(Duration.ofMinutes(9));
    Request other = desk.asked(ask(2));
    desk.approvals.decide(other.id(), ANA, ONCE);
    desk.clock.move(Duration.ofMinutes(1));
    desk.refused(ask(1), Failure.APPROVAL_PENDING);
    assertThat(desk.now(ask(2)).id()).isEqualTo(other.id());
  }

  @Test
  void expiresWhileItIsHeld() {
    CompletableFuture<Approval> held = desk.held(ask(1));
    Request request = desk.pending();
    desk.clock.move(Duration.ofMinutes(10));
    Refusal refusal = Desk.soonRefused(held);
    assertThat(refusal.failure()).isEqualTo(Failure.APPROVAL_EXPIRED);
    assertThat(refusal).hasMessageContaining("again");
    desk.not(DecisionRefused.Reason.EXPIRED, request, ANA, ONCE);
    desk.asked(ask(1));
    assertThat(state(request)).isIn(State.EXPIRED, State.PENDING);
  }

  @Test
  void fiftyAtOnceAreOneRequestAndOneGoes() {
    List<CompletableFuture<Approval>> held =
        Stream.generate(() -> desk.held(ask(1))).limit(50).toList();
    Desk.await(() -> desk.approvals.held() == 50);
    Request request = desk.pending();
    desk.approvals.decide(request.id(), ANA, ONCE);
    List<Refusal> refused = new ArrayList<>();
    List<Approval> went = new ArrayList<>();
    for (CompletableFuture<Approval> call : held) {
      call.handle(
              (approval, refusal) ->
                  refusal == null ? went.add(approval) : refused.add((Refusal) refusal))
          .join();
    }
    assertThat(went).hasSize(1);
    assertThat(refused)
        .hasSize(49)
        .allMatch(it -> it.failure() == Failure.APPROVAL_EXPIRED)
        .allMatch(it -> String.valueOf(it.getMessage()).contains("send the request again"));
    assertThat(desk.approvals.list(RequestFilter.all())).hasSize(1);
  }

  @Test
  void aClientThatLeavesLosesNothing() {
    AtomicBoolean left = new AtomicBoolean();
    CompletableFuture<Approval> held = Desk.held(desk.approvals, ask(1).question(), left::get);
    Request request = desk.pending();
    left.set(true);
    assertThat(Desk.soonRefused(held).failure()).isEqualTo(Failure.APPROVAL_PENDING);
    desk.approvals.decide(request.id(), ANA, ONCE);
    assertThat(desk.now(ask(1)).id()).isEqualTo(request.id());
  }

  @Test
  void nothingIsSpentOnAClientThatIsGone() {
    Request request = desk.asked(ask(1));
    desk.approvals.decide(request.id(), ANA, ONCE);
    CompletableFuture<Approval> gone = Desk.held(desk.approvals, ask(1).question(), () -> true);
    Desk.soonRefused(gone);
    assertThat(state(request)).isEqualTo(State.APPROVED);
    desk.now(ask(1));
  }

  @Test
  void theSdksOwnRetryTakesTheFirstOnesPlace() {
    Ask ask = ask(1).invoked("4c6f2e");
    CompletableFuture<Approval> first = desk.held(ask);
    Request request = desk.pending();
    CompletableFuture<Approval> other = desk.held(ask(1).invoked("another"));
    CompletableFuture<Approval> retry = desk.held(ask);
    assertThat(Desk.soonRefused(first).failure()).isEqualTo(Failure.APPROVAL_PENDING);
    assertThat(retry).isNotDone();
    assertThat(other).isNotDone();
    desk.approvals.decide(request.id(), ANA, new Decision.Deny("no"));
    Desk.soonRefused(retry);
    Desk.soonRefused(other);
  }

  @Test
  void restartLosesNothing() {
    Request pending = desk.asked(ask(1));
    Request approved = desk.asked(ask(2));
    desk.approvals.decide(approved.id(), ANA, ONCE);
    Request denied = desk.asked(ask(3));
    desk.approvals.decide(denied.id(), ANA, new Decision.Deny("no"));
    List<Request> before = desk.approvals.list(RequestFilter.all());
    desk.restart();
    assertThat(desk.approvals.list(RequestFilter.all())).isEqualTo(before);
    assertThat(desk.now(ask(2)).id()).isEqualTo(approved.id());
    desk.refused(ask(3), Failure.APPROVAL_DENIED);
    desk.approvals.decide(pending.id(), RAJ, ONCE);
    assertThat(desk.now(ask(1)).by()).containsExactly("raj");
  }

  @Test
  void whatIsHeldWhenTheNodeStopsStillWaits() {
    CompletableFuture<Approval> held = desk.held(ask(1));
    Request request = desk.pending();
    desk.restart();
    assertThat(Desk.soonRefused(held).failure())
        .isIn(Failure.APPROVAL_PENDING, Failure.APPROVALS_UNAVAILABLE);
    desk.approvals.decide(request.id(), ANA, ONCE);
    desk.now(ask(1));
  }

  @Test
  void aRequestThatCannotBeRecognizedIsDecidedForItsExchangeAlone() {
    Ask ask = ask(1).notRepeatable();
    CompletableFuture<Approval> first = desk.held(ask);
    Request one = desk.pending();
    CompletableFuture<Approval> second = desk.held(ask);
    desk.pending(2);
    desk.approvals.decide(one.id(), ANA, ONCE);
    assertThat(Desk.soon(first).id()).isEqualTo(one.id());
    assertThat(second).isNotDone();
    Group brief = Samples.group(1, Duration.ofMillis(50));
    Refusal over = desk.refusal(ask.of(brief).question());
    assertThat(over).hasMessageContaining("cannot be recognized");
    desk.clock.move(Duration.ofSeconds(20));
    assertThat(Desk.soonRefused(second).failure()).isEqualTo(Failure.APPROVAL_EXPIRED);
  }

  @Test
  void withoutAStoreNothingGoes() {
    desk.asked(ask(1));
    desk.store.close();
    desk.refused(ask(2), Failure.APPROVALS_UNAVAILABLE);
    desk.refused(ask(1), Failure.APPROVALS_UNAVAILABLE);
    Desk.await(
        () -> {
          try {
            desk.approvals.requireRunning("claude", "222222222222");
            return false;
          } catch (Refusal e) {
            return e.failure() == Failure.APPROVALS_UNAVAILABLE;
          }
        });
  }

  private State state(Request request) {
    return desk.approvals.find(request.id()).orElseThrow().state();
  }
}
