package dev.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.Request.State;
import dev.countersign.console.Visitor.Answer;
import dev.countersign.notifiers.DecisionLinks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links in messages, and buttons in Slack. */
class OutsideTest {

  @TempDir Path directory;
  private Office office;
  private Request request;

  @BeforeEach
  void open() throws IOException {
    office = new Office(directory);
    request = office.ask("TerminateInstances", "i-1");
  }

  @AfterEach
  void close() {
    office.close();
  }

  @Test
  void aLinkShowsAndDecidesNothing() {
    Answer page = visitor().with("Sec-Fetch-Site", "cross-site").get(link("raj"));
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body()).contains("Terminate instances (EC2)", "Approve once", "raj, by a link");
    assertThat(state()).isEqualTo(State.PENDING);
  }

  @Test
  void theButtonBehindALinkDecides() {
    assertThat(visitor().form(link("raj") + "/deny", "comment", "no").status()).isEqualTo(303);
    assertThat(state()).isEqualTo(State.DENIED);
    assertThat(office.approvals.find(request.id()).orElseThrow().votes().getFirst().decision())
        .isEqualTo(new Decision.Deny("no"));
    assertThat(visitor().form(link("ana") + "/approve").status()).isEqualTo(409);
  }

  @Test
  void aLinkApprovesOnce() {
    assertThat(visitor().form(link("raj") + "/approve").status()).isEqualTo(303);
    assertThat(state()).isEqualTo(State.APPROVED);
  }

  @Test
  void anotherSitesPageUsesNoLink() {
    Visitor other = new Visitor(office).with("Sec-Fetch-Site", "cross-site");
    assertThat(other.form(link("raj") + "/approve").status()).isEqualTo(403);
    assertThat(state()).isEqualTo(State.PENDING);
  }

  @Test
  void whatIsNoLinkIsNone() {
    String good = link("raj");
    assertThat(visitor().get(good + "x").status()).isEqualTo(404);
    assertThat(visitor().form("/d/nothing/approve").status()).isEqualTo(404);
    assertThat(visitor().get(link("nobody")).status()).isEqualTo(403);
    assertThat(visitor().form(link("kim") + "/approve").status()).isEqualTo(403);
    office.clock.move(Duration.ofMinutes(6));
    assertThat(visitor().get(good).status()).isEqualTo(404);
    assertThat(state()).isEqualTo(State.PENDING);
  }

  @Test
  void onlySlackPressesButtonsInSlack() {
    Answer answer = new Visitor(office).form("/slack/actions", "payload", "{}");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.body()).contains("not signed by a Slack app");
    Visitor page = new Visitor(office).with("Sec-Fetch-Site", "cross-site");
    assertThat(page.form("/slack/actions", "payload", "{}").status()).isEqualTo(403);
  }

  private Visitor visitor() {
    return new Visitor(office).with("Sec-Fetch-Site", "same-origin");
  }

  private String link(String person) {
    return DecisionLinks.PATH
        + office.links.make(
            new DecisionLinks.Link(
                request.id(), person, office.clock.instant().plus(Duration.ofMinutes(5))));
  }

  private State state() {
    return office.approvals.find(request.id()).orElseThrow().state();
  }
}
