package dev.countersign.approvals;

import static dev.countersign.approvals.Samples.ANA;
import static dev.countersign.approvals.Samples.BOSS;
import static dev.countersign.approvals.Samples.HOUR_OF_ACTION;
import static dev.countersign.approvals.Samples.KIM;
import static dev.countersign.approvals.Samples.ONCALL;
import static dev.countersign.approvals.Samples.ONCE;
import static dev.countersign.approvals.Samples.RAJ;
import static dev.countersign.approvals.Samples.approve;
import static dev.countersign.approvals.Samples.ask;
import static dev.countersign.approvals.Samples.group;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.DecisionRefused.Reason;
import dev.countersign.approvals.Request.State;
import dev.countersign.model.Failure;
import dev.countersign.model.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may say what, how many it takes, and who is first. */
@ParameterizedClass
@EnumSource(Backend.class)
class DecisionTest {

  private final Desk desk;

  DecisionTest(Backend backend, @TempDir Path directory) {
    desk = new Desk(backend, directory);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  @Test
  void onlyThoseWhoAreAskedAndMayDecide() {
    Request request = desk.asked(ask(1));
    desk.not(Reason.ROLE, request, new Person("ana", Role.VIEWER, Set.of()), ONCE);
    desk.not(Reason.NOT_IN_GROUP, request, new Person("eve", Role.APPROVER, Set.of()), ONCE);
    desk.not(Reason.NOT_IN_GROUP, request, BOSS, ONCE);
    desk.not(Reason.NOT_IN_GROUP, request, BOSS, new Decision.Deny(""));
    assertThat(desk.pending()).isEqualTo(request);
    desk.approvals.decide(request.id(), new Person("ana", Role.ADMIN, Set.of()), ONCE);
  }

  @Test
  void whatIsNotThereCannotBeDecided() {
    Request request = desk.asked(ask(1));
    Request other =
        new Request(
            "ap-\u202e000",
            request.batch(),
            request.fingerprint(),
            request.card(),
            request.group(),
            request.rulesVersion(),
            true,
            State.PENDING,
            request.asked(),
            request.expires(),
            Optional.empty(),
            List.of(),
            Optional.empty(),
            Optional.empty());
    desk.not(Reason.UNKNOWN, other, ANA, ONCE);
  }

  @Test
  void nobodyApprovesWhatOnesOwnAgentAsks() {
    Group strict =
        new Group("oncall", ONCALL.people(), 1, Duration.ZERO, Duration.ofMinutes(10), true, false);
    Request own = desk.asked(ask(1).of(strict));
    desk.not(Reason.OWN_AGENT, own, ANA, ONCE);
    desk.approvals.decide(own.id(), RAJ, ONCE);
    Request nobodys = desk.asked(ask(2).of(strict).by("anonymous"));
    desk.not(Reason.OWN_AGENT, nobodys, RAJ, ONCE);
    Request denied = desk.asked(ask(3).of(strict));
    assertThat(desk.approvals.decide(denied.id(), ANA, new Decision.Deny("")).state())
        .isEqualTo(State.DENIED);
  }

  @Test
  void aCommentWhereTheGroupWantsOne() {
    Group wordy =
        new Group("oncall", ONCALL.people(), 1, Duration.ZERO, Duration.ofMinutes(10), false, true);
    Request request = desk.asked(ask(1).of(wordy));
    desk.not(Reason.COMMENT_REQUIRED, request, ANA, ONCE);
    desk.not(Reason.COMMENT_REQUIRED, request, ANA, new Decision.Deny("  "));
    desk.approvals.decide(request.id(), ANA, new Decision.Approve(new Width.Once(), "yes"));
  }

  @Test
  void commentsAreOneLineAndBounded() {
    Request request = desk.asked(ask(1));
    String hostile = "no\nHTTP/1.1 200\u202e\u0000" + "x".repeat(5000);
    desk.approvals.decide(request.id(), ANA, new Decision.Deny(hostile));
    assertThat(desk.refusal(ask(1)).getMessage())
        .contains("no\\u{a}HTTP/1.1 200\\u{202e}\\u{0}xxx")
        .matches("[ -~]{1,1300}");
  }

  @Test
  void aQuorumIsOfDifferentPeople() {
    CompletableFuture<Approval> held = desk.held(ask(1).of(group(2, Duration.ofSeconds(20))));
    Request request = desk.pending();
    assertThat(desk.approvals.decide(request.id(), ANA, ONCE).state()).isEqualTo(State.PENDING);
    desk.not(Reason.ALREADY_VOTED, request, ANA, ONCE);
    assertThat(held).isNotDone();
    desk.clock.move(Duration.ofMinutes(1));
    desk.approvals.decide(request.id(), RAJ, ONCE);
    assertThat(Desk.soon(held).by()).containsExactly("ana", "raj");
    desk.not(Reason.ALREADY_DECIDED, request, KIM, ONCE);
    desk.not(Reason.ALREADY_DECIDED, request, KIM, new Decision.Deny(""));
  }

  @Test
  void oneWhoDeniesDecidesAndMayHaveApproved() {
    Request request = desk.asked(ask(1).of(group(3, Duration.ZERO)));
    desk.approvals.decide(request.id(), ANA, ONCE);
    desk.approvals.decide(request.id(), RAJ, ONCE);
    desk.approvals.decide(request.id(), ANA, new Decision.Deny("on second thought"));
    assertThat(desk.refusal(ask(1))).hasMessageContaining("denied by ana: on second thought");
    desk.not(Reason.ALREADY_DECIDED, request, KIM, ONCE);
  }

  @Test
  void aQuorumPermitsWhatAllAgreedTo() {
    Samples.Ask ask = ask(1).with(HOUR_OF_ACTION).of(group(2, Duration.ZERO));
    Request request = desk.asked(ask);
    desk.approvals.decide(
        request.id(),
        ANA,
        approve(new Width.Action(Duration.ofHours(1), OptionalInt.of(9), Optional.empty())));
    Request decided =
        desk.approvals.decide(
            request.id(),
            RAJ,
            approve(
                new Width.Action(
                    Duration.ofMinutes(5),
                    OptionalInt.empty(),
                    Optional.of("arn:aws:s3:::logs-*"))));
    assertThat(decided.width())
        .contains(
            new Width.Action(
                Duration.ofMinutes(5), OptionalInt.of(9), Optional.of("arn:aws:s3:::logs-*")));
  }

  @Test
  void anotherVersionOfTheRulesHasToAskAgain() {
    Request request = desk.asked(ask(1));
    desk.approvals.decide(request.id(), ANA, ONCE);
    desk.refused(ask(1).under("v2"), Failure.APPROVAL_PENDING);
    desk.now(ask(1));
  }

  @Test
  void anApprovalIsForTheRuleAndTheGroupThatWereAsked() {
    Request request = desk.asked(ask(1));
    desk.approvals.decide(request.id(), ANA, ONCE);
    Group other =
        new Group(
            "security", Set.of("sam", "sue"), 2, Duration.ZERO, Duration.ofMinutes(10), true, true);
    desk.refused(ask(1).of(other), Failure.APPROVAL_PENDING);
    assertThat(desk.pending().group().name()).isEqualTo("security");
    desk.now(ask(1));
  }

  @Test
  void anOldDecisionIsTooLate() {
    Request request = desk.asked(ask(1));
    desk.clock.move(Duration.ofMinutes(10));
    desk.not(Reason.EXPIRED, request, ANA, ONCE);
  }

  @Test
  void ofManyWhoDecideAtTheSameTimeOneIsFirst() {
    for (int round = 0; round < 30; round++) {
      CompletableFuture<Approval> held = desk.held(ask(round));
      Request request = desk.pending();
      List<CompletableFuture<Request>> deciding = new ArrayList<>();
      for (Person person : List.of(ANA, RAJ, KIM, ANA, RAJ, KIM)) {
        Decision decision = deciding.size() % 2 == 0 ? ONCE : new Decision.Deny("no");
        deciding.add(Desk.async(() -> desk.approvals.decide(request.id(), person, decision)));
      }
      List<State> decided = new ArrayList<>();
      for (CompletableFuture<Request> each : deciding) {
        each.handle(
                (it, refused) ->
                    it != null
                        ? decided.add(it.state())
                        : assertThat(refused)
                            .asInstanceOf(
                                org.assertj.core.api.InstanceOfAssertFactories.type(
                                    DecisionRefused.class))
                            .returns(Reason.ALREADY_DECIDED, DecisionRefused::reason))
            .join();
      }
      assertThat(decided).hasSize(1);
      boolean went = held.handle((it, refused) -> refused == null).join();
      assertThat(went)
          .isEqualTo(decided.getFirst() == State.APPROVED || decided.getFirst() == State.USED);
    }
  }
}
