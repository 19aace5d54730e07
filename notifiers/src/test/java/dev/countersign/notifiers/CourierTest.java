package dev.countersign.notifiers;

import static dev.countersign.notifiers.Receiver.status;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.PauseTarget;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.RequestFilter;
import dev.countersign.config.OperatorsConfig.NotifierConfig;
import dev.countersign.model.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When people are told, whatever the medium: here a webhook. */
class CourierTest {

  private static final Person RAJ = new Person("raj", Role.APPROVER, Set.of());
  private static final Person KIM = new Person("kim", Role.ADMIN, Set.of());

  @TempDir private Path directory;
  private final Receiver receiver = new Receiver();
  private Office office;

  @BeforeEach
  void opens() {
    office = new Office(directory);
    office.tells("ops", hook(receiver), "oncall");
    receiver.answers(status(204));
  }

  @AfterEach
  void closes() {
    office.close();
    receiver.close();
  }

  private NotifierConfig.Webhook hook(Receiver to) {
    return new NotifierConfig.Webhook(to.url("/hook"), office.secret("key", "webhook-key"));
  }

  /** The ids that events of a type name, event by event. */
  private static List<List<String>> told(Receiver by, String type) {
    return by.bodies("/hook").stream()
        .filter(it -> it.path("type").asText().equals(type))
        .map(CourierTest::ids)
        .toList();
  }

  private static List<String> ids(JsonNode event) {
    List<String> ids = new ArrayList<>(List.of(event.path("request").path("id").asText()));
    event.path("also").forEach(it -> ids.add(it.path("id").asText()));
    return ids;
  }

  @Test
  void furtherOnesOfABatchComeTogetherAMinuteLater() {
    office.open();
    Request first = office.ask(1);
    receiver.awaits(1);
    Request second = office.ask(2);
    Request third = office.ask(3);
    Request others = office.ask("oncall", "codex", "logs-1", "careful");
    receiver.awaits(2);
    Office.pause(Duration.ofMillis(200));
    assertThat(told(receiver, "asked")).containsExactly(List.of(first.id()), List.of(others.id()));
    office.clock.move(Duration.ofMinutes(1));
    receiver.awaits(3);
    office.clock.move(Duration.ofMinutes(1));
    Office.pause(Duration.ofMillis(200));
    assertThat(told(receiver, "asked"))
        .containsExactly(
            List.of(first.id()), List.of(others.id()), List.of(second.id(), third.id()));
  }

  @Test
  void whatIsDecidedMeanwhileIsNotAsked() {
    office.open();
    office.ask(1);
    receiver.awaits(1);
    Request second = office.ask(2);
    office.approvals.decide(second.id(), RAJ, new Decision.Deny("no"));
    office.clock.move(Duration.ofMinutes(1));
    Office.pause(Duration.ofMillis(200));
    assertThat(receiver.got()).hasSize(1);
  }

  @Test
  void eachGroupIsToldByItsOwnNotifiersAlone() {
    try (Receiver data = new Receiver().answers(status(204))) {
      office.tells("data-hook", hook(data), "data");
      office.open();
      Request one = office.ask("oncall", "claude", "logs", "careful");
      Request two = office.ask("data", "claude", "lake", "careful");
      receiver.awaits(1);
      data.awaits(1);
      Office.pause(Duration.ofMillis(200));
      assertThat(told(receiver, "asked")).containsExactly(List.of(one.id()));
      assertThat(told(data, "asked")).containsExactly(List.of(two.id()));
      assertThat(data.bodies("/hook").getFirst().path("request").path("links"))
          .extracting(it -> it.path("person").asText())
          .containsExactly("raj", "kim");
    }
  }

  @Test
  void whatExpiresOrIsStoppedIsTold() {
    office.open();
    Request stopped = office.ask("oncall", "codex", "logs", "careful");
    Request expired = office.ask(1);
    receiver.awaits(2);
    office.approvals.pause(new PauseTarget.OfAgent("codex"), KIM, "");
    receiver.awaits(3);
    office.clock.move(Duration.ofMinutes(11));
    receiver.awaits(4);
    List<JsonNode> decided = receiver.bodies("/hook").subList(2, 4);
    assertThat(decided)
        .extracting(it -> it.path("request").path("id").asText())
        .containsExactly(stopped.id(), expired.id());
    assertThat(decided)
        .extracting(it -> it.path("request").path("state").asText())
        .containsExactly("stopped", "expired");
  }

  @Test
  void aDeadReceiverDelaysNobodyElseAndIsToldWhenItIsBack() {
    try (Receiver dead = new Receiver().answers(status(204).withFixedDelay(60_000))) {
      office.tells("dead", hook(dead), "oncall");
      Notifiers notifiers = office.open();
      List<Request> asked = new ArrayList<>();
      long begin = System.nanoTime();
      for (String agent : List.of("a", "b", "c", "d")) {
        asked.add(office.ask("oncall", agent, "logs", "careful"));
      }
      receiver.awaits(4);
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
      Office.await(() -> notifiers.status().get(1).trouble().isPresent());
      office.approvals.decide(asked.getFirst().id(), RAJ, new Decision.Deny("no"));
      dead.answers(status(204));
      Office.await(() -> notifiers.status().get(1).sent() >= 3);
      Set<String> late = new HashSet<>();
      Office.await(() -> notifiers.status().get(1).waiting() == 0);
      told(dead, "asked").forEach(late::addAll);
      assertThat(late).containsAll(asked.stream().skip(1).map(Request::id).toList());
      assertThat(notifiers.status().get(1).failed()).isZero();
    }
  }

  @Test
  void isGivenUpInTheEnd() {
    receiver.answers(status(500));
    Notifiers notifiers = office.open();
    office.ask(1);
    receiver.awaits(3);
    assertThat(notifiers.status().getFirst().failed()).isZero();
    office.clock.move(Duration.ofMinutes(6));
    Office.await(() -> notifiers.status().getFirst().failed() == 1);
    int tried = receiver.got().size();
    Office.pause(Duration.ofMillis(300));
    assertThat(receiver.got()).hasSize(tried);
    assertThat(notifiers.status().getFirst().sent()).isZero();
  }

  @Test
  void aMessageThatAlwaysFailsHoldsNoOtherUp() {
    receiver.answersInTurn(List.of(status(500), status(204), status(500), status(204)));
    Request one = office.ask("oncall", "a", "logs", "careful");
    Request two = office.ask("oncall", "b", "logs", "careful");
    office.open();
    receiver.awaits(4);
    assertThat(told(receiver, "asked"))
        .containsExactly(
            List.of(one.id()), List.of(two.id()), List.of(one.id()), List.of(one.id()));
  }

  @Test
  void aRestartTellsWhatStillWaitsWithTheSameId() {
    office.open();
    Request request = office.ask(1);
    receiver.awaits(1);
    office.open();
    receiver.awaits(2);
    assertThat(told(receiver, "asked"))
        .containsExactly(List.of(request.id()), List.of(request.id()));
    assertThat(receiver.bodies("/hook").get(1).path("id"))
        .isEqualTo(receiver.bodies("/hook").getFirst().path("id"));
    office.approvals.decide(request.id(), RAJ, new Decision.Deny("no"));
    receiver.awaits(3);
    office.open();
    Office.pause(Duration.ofMillis(200));
    assertThat(receiver.got()).hasSize(3);
  }

  @Test
  void aThousandAtOnceAreOneMessageAndThenAFewAMinute() {
    Notifiers notifiers = office.open();
    for (int i = 0; i < 1_000; i++) {
      office.call(office.group("oncall"), Office.card("claude", "arn:aws:s3:::logs-" + i, "x"));
    }
    Office.await(() -> notifiers.status().getFirst().waiting() == 999);
    Office.pause(Duration.ofMillis(200));
    assertThat(receiver.got()).hasSize(1);
    office.clock.move(Duration.ofMinutes(1));
    receiver.awaits(2);
    JsonNode second = receiver.bodies("/hook").get(1);
    assertThat(ids(second)).hasSize(Letter.MOST).doesNotHaveDuplicates();
    assertThat(second.path("more").asInt()).isEqualTo(999 - Letter.MOST);
    assertThat(receiver.got().get(1).getBody().length).isLessThan(64 * 1024);
  }

  @Test
  void aThousandAgentsAtOnceAreToldOneByOne() {
    office.open();
    for (int i = 0; i < 1_000; i++) {
      office.call(office.group("oncall"), Office.card("agent-" + i, "arn:aws:s3:::logs", "x"));
    }
    Office.await(() -> receiver.count() >= 1_000);
    Set<String> told = new HashSet<>();
    told(receiver, "asked").forEach(told::addAll);
    assertThat(told)
        .isEqualTo(
            office.approvals.list(RequestFilter.pending()).stream()
                .map(Request::id)
                .collect(Collectors.toSet()))
        .hasSize(1_000);
    assertThat(receiver.count()).isEqualTo(1_000);
  }

  @Test
  void nothingIsSentAfterTheEnd() {
    Notifiers notifiers = office.open();
    notifiers.close();
    office.ask(1);
    Office.pause(Duration.ofMillis(200));
    assertThat(receiver.got()).isEmpty();
  }
}
