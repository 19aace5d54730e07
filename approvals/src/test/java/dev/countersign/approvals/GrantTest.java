package dev.countersign.approvals;

import static dev.countersign.approvals.Samples.ANA;
import static dev.countersign.approvals.Samples.HOUR_OF_ACTION;
import static dev.countersign.approvals.Samples.HOUR_OF_RESOURCE;
import static dev.countersign.approvals.Samples.RAJ;
import static dev.countersign.approvals.Samples.approve;
import static dev.countersign.approvals.Samples.ask;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.DecisionRefused.Reason;
import dev.countersign.approvals.Samples.Ask;
import dev.countersign.model.Failure;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.Role;
import java.nio.file.Path;
import java.time.Duration;
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

/** What stands longer than one call, and how wide it may be. */
@ParameterizedClass
@EnumSource(Backend.class)
class GrantTest {

  private final Desk desk;

  GrantTest(Backend backend, @TempDir Path directory) {
    desk = new Desk(backend, directory);
  }

  @AfterEach
  void close() {
    desk.close();
  }

  private static final Duration FIVE = Duration.ofMinutes(5);

  private static final Width ANY_RESOURCE =
      new Width.Action(FIVE, OptionalInt.empty(), Optional.empty());

  @Test
  void theSameRequestForAWhile() {
    GrantTerms terms = new GrantTerms(FIVE, OptionalInt.empty(), Set.of());
    Request request = desk.asked(ask(1).with(terms));
    desk.approvals.decide(request.id(), ANA, approve(new Width.SameRequest(FIVE)));
    Approval first = desk.now(ask(1));
    Approval second = desk.now(ask(1));
    assertThat(first).isEqualTo(second);
    assertThat(first.id()).isEqualTo(request.id());
    assertThat(first.grant()).isPresent();
    assertThat(grant().used()).isEqualTo(2);
    desk.refused(ask(2), Failure.APPROVAL_PENDING);
    desk.clock.move(FIVE);
    desk.refused(ask(1), Failure.APPROVAL_PENDING);
    assertThat(desk.approvals.grants(false)).isEmpty();
    assertThat(desk.approvals.grants(true)).hasSize(1);
  }

  @Test
  void theSameActionAndNothingElse() {
    Ask ask = ask(1).with(HOUR_OF_ACTION);
    Request request = desk.asked(ask);
    desk.approvals.decide(request.id(), ANA, approve(ANY_RESOURCE));
    assertThat(desk.now(ask(2)).grant()).contains(grant().id());
    desk.refused(ask(3).doing("PutObject"), Failure.APPROVAL_PENDING);
    desk.refused(ask(4).by("other"), Failure.APPROVAL_PENDING);
    desk.refused(ask(5).in("111111111111"), Failure.APPROVAL_PENDING);
    desk.refused(ask(6).under("v2"), Failure.APPROVAL_PENDING);
    assertThat(grant().used()).isEqualTo(1);
  }

  @Test
  void resourcesThatAPatternNames() {
    Ask ask = ask(1).with(HOUR_OF_RESOURCE);
    Request request = desk.asked(ask);
    desk.approvals.decide(request.id(), ANA, approve(pattern("arn:aws:s3:::logs-1*")));
    desk.now(ask(1));
    desk.now(ask(12));
    desk.refused(ask(2), Failure.APPROVAL_PENDING);
    Card also =
        ask(13).card(List.of("arn:aws:s3:::logs-13", "arn:aws:s3:::other"), List.of(), false);
    assertThat(desk.refusal(ask(13).brief().question(also)).failure())
        .isEqualTo(Failure.APPROVAL_PENDING);
  }

  @Test
  void nothingThatReachesFartherThanWhatWasShown() {
    Ask ask = ask(1).with(HOUR_OF_ACTION);
    Request request = desk.asked(ask);
    desk.approvals.decide(request.id(), ANA, approve(ANY_RESOURCE));
    Card secrets = ask(2).card(List.of(), List.of("s3:DeleteBucket"), true);
    Card more = ask(3).card(List.of(), List.of("s3:DeleteBucket", "s3:PutObjectAcl"), false);
    Card same = ask(4).card(List.of(), List.of("s3:DeleteBucket"), false);
    assertThat(desk.refusal(ask(2).brief().question(secrets)).failure())
        .isEqualTo(Failure.APPROVAL_PENDING);
    assertThat(desk.refusal(ask(3).brief().question(more)).failure())
        .isEqualTo(Failure.APPROVAL_PENDING);
    desk.approvals.obtain(ask(4).brief().question(same), () -> false);
  }

  @Test
  void noWiderThanTheRulePermits() {
    Request once = desk.asked(ask(1));
    wider(once, new Width.SameRequest(Duration.ofSeconds(1)));
    wider(once, ANY_RESOURCE);
    Request action = desk.asked(ask(2).with(HOUR_OF_ACTION));
    wider(action, new Width.SameRequest(Duration.ofMinutes(61)));
    wider(action, new Width.SameRequest(Duration.ZERO));
    wider(action, new Width.SameRequest(Duration.ofSeconds(-1)));
    wider(action, new Width.Action(Duration.ofHours(2), OptionalInt.empty(), Optional.empty()));
    wider(action, new Width.Action(FIVE, OptionalInt.of(0), Optional.empty()));
    wider(action, new Width.Batch(Set.of("s3:DeleteBucket", "iam:CreateUser"), FIVE));
    wider(action, new Width.Batch(Set.of(), FIVE));
    Request resource = desk.asked(ask(3).with(HOUR_OF_RESOURCE));
    wider(resource, ANY_RESOURCE);
    wider(resource, new Width.Action(FIVE, OptionalInt.of(6), Optional.of("arn:aws:s3:::logs-3")));
    wider(
        resource, new Width.Action(FIVE, OptionalInt.empty(), Optional.of("arn:aws:s3:::logs-3")));
    wider(resource, new Width.Batch(Set.of("s3:DeleteBucket"), FIVE));
    for (String pattern :
        List.of(
            "",
            "*",
            "**",
            "arn:*",
            "arn:aws:s3:::*",
            "arn:aws:*:::logs-3",
            "arn:aws:s3:::logs-4")) {
      wider(resource, pattern(pattern));
    }
    Request unknown = desk.asked(ask(5).doing("").with(HOUR_OF_ACTION));
    wider(unknown, ANY_RESOURCE);
    CompletableFuture<Approval> held = desk.held(ask(6).notRepeatable().with(HOUR_OF_ACTION));
    Request nameless =
        desk.pending(5).stream().filter(it -> !it.repeatable()).findFirst().orElseThrow();
    wider(nameless, new Width.SameRequest(FIVE));
    assertThat(held).isNotDone();
  }

  @Test
  void takenBackAtOnce() {
    Request request = desk.asked(ask(1).with(HOUR_OF_ACTION));
    desk.approvals.decide(request.id(), ANA, approve(ANY_RESOURCE));
    desk.now(ask(1));
    Grant revoked = desk.approvals.revoke(grant().id(), RAJ);
    assertThat(revoked.revoked().orElseThrow().by()).isEqualTo("raj");
    desk.refused(ask(1), Failure.APPROVAL_PENDING);
    assertThat(desk.approvals.grants(false)).isEmpty();
    assertThat(desk.approvals.revoke(revoked.id(), ANA)).isEqualTo(revoked);
  }

  @Test
  void whoMayNotDecideMayNotTakeBack() {
    Request request = desk.asked(ask(1).with(HOUR_OF_ACTION));
    desk.approvals.decide(request.id(), ANA, approve(ANY_RESOURCE));
    String id = grant().id();
    Person viewer = new Person("ana", Role.VIEWER, Set.of());
    assertThat(reason(() -> desk.approvals.revoke(id, viewer))).isEqualTo(Reason.ROLE);
    assertThat(reason(() -> desk.approvals.revoke("gr-0", ANA))).isEqualTo(Reason.UNKNOWN);
  }

  @Test
  void aNumberOfCallsAndNoMore() {
    Ask ask = ask(1).with(HOUR_OF_ACTION);
    Request request = desk.asked(ask);
    desk.approvals.decide(
        request.id(), ANA, approve(new Width.Action(FIVE, OptionalInt.of(3), Optional.empty())));
    List<CompletableFuture<Approval>> calls =
        java.util.stream.IntStream.range(0, 40)
            .mapToObj(n -> Desk.async(() -> desk.now(ask(n))))
            .toList();
    long went =
        calls.stream().filter(it -> it.handle((a, refused) -> refused == null).join()).count();
    assertThat(went).isEqualTo(3);
    assertThat(desk.approvals.grants(true).getFirst().used()).isEqualTo(3);
  }

  @Test
  void aRunIsDecidedTogetherAndItsListGrows() {
    Ask put = ask(1).with(HOUR_OF_ACTION).doing("PutObject");
    Ask tag = ask(2).with(HOUR_OF_ACTION).doing("PutBucketTagging");
    Ask acl = ask(3).with(HOUR_OF_ACTION).doing("PutBucketAcl");
    CompletableFuture<Approval> first = desk.held(put);
    Request request = desk.pending();
    CompletableFuture<Approval> second = desk.held(tag);
    CompletableFuture<Approval> third = desk.held(acl);
    List<Request> all = desk.pending(3);
    assertThat(all).allMatch(it -> it.batch().equals(request.batch()));
    desk.asked(ask(4).by("other").with(HOUR_OF_ACTION));
    assertThat(desk.approvals.list(RequestFilter.pending().ofBatch(request.batch()))).hasSize(3);
    desk.approvals.decide(
        request.id(),
        ANA,
        approve(new Width.Batch(Set.of("s3:PutObject", "s3:PutBucketTagging"), FIVE)));
    assertThat(Desk.soon(first).grant()).isEqualTo(Desk.soon(second).grant()).isPresent();
    assertThat(third).isNotDone();
    desk.now(ask(9).with(HOUR_OF_ACTION).doing("PutObject"));
    assertThat(grant().used()).isEqualTo(3);
    desk.pending(2);
  }

  @Test
  void whatWaitsAndIsCoveredGoesToo() {
    CompletableFuture<Approval> first = desk.held(ask(1).with(HOUR_OF_ACTION));
    Request request = desk.pending();
    CompletableFuture<Approval> second = desk.held(ask(2).with(HOUR_OF_ACTION));
    desk.pending(2);
    desk.approvals.decide(request.id(), ANA, approve(ANY_RESOURCE));
    assertThat(Desk.soon(second).grant()).isEqualTo(Desk.soon(first).grant()).isPresent();
  }

  private void wider(Request request, Width width) {
    desk.not(Reason.WIDER_THAN_RULE, request, ANA, approve(width));
  }

  private static Width pattern(String pattern) {
    return new Width.Action(FIVE, OptionalInt.of(5), Optional.of(pattern));
  }

  private Grant grant() {
    return desk.approvals.grants(false).getFirst();
  }

  private static Reason reason(Runnable work) {
    try {
      work.run();
    } catch (DecisionRefused e) {
      return e.reason();
    }
    throw new AssertionError("it was done");
  }
}
