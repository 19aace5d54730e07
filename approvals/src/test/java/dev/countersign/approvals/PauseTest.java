package dev.countersign.approvals;

import static dev.countersign.approvals.Samples.ANA;
import static dev.countersign.approvals.Samples.BOSS;
import static dev.countersign.approvals.Samples.HOUR_OF_ACTION;
import static dev.countersign.approvals.Samples.ONCE;
import static dev.countersign.approvals.Samples.approve;
import static dev.countersign.approvals.Samples.ask;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.approvals.DecisionRefused.Reason;
import dev.countersign.approvals.PauseTarget.OfAccount;
import dev.countersign.approvals.PauseTarget.OfAgent;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What is stopped at once, and what that ends. */
@ParameterizedClass
@EnumSource(Backend.class)
class PauseTest {

  private final Desk desk;

  PauseTest(Backend backend, @TempDir Path directory) {
    desk = new Desk(backend, directory);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private static final String ACCOUNT = "222222222222";

  @Test
  void anAgentStopsAtOnce() {
    desk.approvals.requireRunning("claude", ACCOUNT);
    CompletableFuture<Approval> held = desk.held(ask(1));
    CompletableFuture<Approval> others = desk.held(ask(2).by("other"));
    Request request =
        desk.pending(2).stream()
            .filter(it -> it.card().agent().equals("claude"))
            .findFirst()
            .orElseThrow();
    Pause pause = desk.approvals.pause(new OfAgent("claude"), ANA, "what is it doing?");
    assertThat(desk.approvals.pauses()).containsExactly(pause);
    assertThat(Desk.soonRefused(held))
        .hasMessageContaining("agent claude is paused by ana: what is it doing?")
        .extracting(Refusal::failure)
        .isEqualTo(Failure.PAUSED);
    assertThat(others).isNotDone();
    assertThatThrownBy(() -> desk.approvals.requireRunning("claude", ACCOUNT))
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("agent claude is paused by ana: what is it doing?");
    desk.refused(ask(3), Failure.PAUSED);
    desk.approvals.requireRunning("other", ACCOUNT);
    desk.not(Reason.PAUSED, request, ANA, ONCE);
  }

  @Test
  void anAccountStopsAtOnce() {
    CompletableFuture<Approval> held = desk.held(ask(1));
    CompletableFuture<Approval> elsewhere = desk.held(ask(2).in("111111111111"));
    desk.pending(2);
    desk.approvals.pause(new OfAccount(ACCOUNT), ANA, "");
    assertThat(Desk.soonRefused(held).failure()).isEqualTo(Failure.PAUSED);
    assertThat(elsewhere).isNotDone();
    desk.refused(ask(3).by("other"), Failure.PAUSED);
    desk.approvals.requireRunning("claude", "111111111111");
  }

  @Test
  void whatWasGrantedBeforeHasToBeAskedForAgain() {
    Request standing = desk.asked(ask(1).with(HOUR_OF_ACTION));
    desk.approvals.decide(
        standing.id(),
        ANA,
        approve(new Width.Action(Duration.ofHours(1), OptionalInt.empty(), Optional.empty())));
    desk.now(ask(1));
    Request once = desk.asked(ask(2).doing("PutObject"));
    desk.approvals.decide(once.id(), ANA, ONCE);
    desk.approvals.pause(new OfAgent("claude"), ANA, "");
    desk.approvals.resume(new OfAgent("claude"), BOSS);
    desk.approvals.requireRunning("claude", ACCOUNT);
    desk.refused(ask(1), Failure.APPROVAL_PENDING);
    desk.refused(ask(2).doing("PutObject"), Failure.APPROVAL_PENDING);
    assertThat(desk.approvals.grants(false)).isEmpty();
  }

  @Test
  void stoppingIsEasyAndGoingOnIsForAdmins() {
    Person viewer = new Person("vic", Role.VIEWER, Set.of());
    OfAgent claude = new OfAgent("claude");
    assertThatThrownBy(() -> desk.approvals.pause(claude, viewer, ""))
        .isInstanceOfSatisfying(
            DecisionRefused.class, it -> assertThat(it.reason()).isEqualTo(Reason.ROLE));
    Pause pause = desk.approvals.pause(claude, ANA, "first");
    assertThat(desk.approvals.pause(claude, BOSS, "second")).isEqualTo(pause);
    assertThatThrownBy(() -> desk.approvals.resume(claude, ANA))
        .isInstanceOfSatisfying(
            DecisionRefused.class, it -> assertThat(it.reason()).isEqualTo(Reason.ROLE));
    desk.approvals.resume(claude, BOSS);
    assertThatThrownBy(() -> desk.approvals.resume(claude, BOSS))
        .isInstanceOfSatisfying(
            DecisionRefused.class, it -> assertThat(it.reason()).isEqualTo(Reason.UNKNOWN));
  }

  @Test
  void aPauseOutlivesTheNode() {
    desk.approvals.pause(new OfAgent("claude"), ANA, "");
    desk.restart();
    desk.refused(ask(1), Failure.PAUSED);
    assertThatThrownBy(() -> desk.approvals.requireRunning("claude", ACCOUNT))
        .isInstanceOf(Refusal.class);
  }

  @Test
  void nothingIsUsedOnceAPauseIsThere() {
    for (int round = 0; round < 20; round++) {
      String agent = "agent-" + round;
      Request request = desk.asked(ask(1).by(agent).with(HOUR_OF_ACTION));
      desk.approvals.decide(
          request.id(),
          ANA,
          approve(new Width.Action(Duration.ofHours(1), OptionalInt.empty(), Optional.empty())));
      CompletableFuture<Boolean> busy =
          Desk.async(
              () -> {
                while (true) {
                  try {
                    desk.now(ask(1).by(agent));
                  } catch (Refusal e) {
                    return e.failure() == Failure.PAUSED;
                  }
                }
              });
      desk.approvals.pause(new OfAgent(agent), ANA, "");
      int used = used(request);
      assertThat(busy.join()).isTrue();
      assertThat(used(request)).isEqualTo(used);
    }
  }

  private int used(Request request) {
    return desk.approvals.grants(true).stream()
        .filter(grant -> grant.request().equals(request.id()))
        .mapToInt(Grant::used)
        .sum();
  }
}
