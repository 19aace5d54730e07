package dev.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.Request;
import dev.countersign.notifiers.DecisionLinks.Link;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The links of messages, and what Slack sends. */
class LinkPagesTest {

  @TempDir private Path directory;
  private final HttpClient client = HttpClient.newHttpClient();
  private Office office;
  private Request request;

  @BeforeEach
  void open() throws IOException {
    office = new Office(directory);
    request = office.ask("TerminateInstances", "i-0123456789abcdef0");
  }

  @AfterEach
  void close() throws Exception {
    office.close();
    client.close();
  }

  private String link(String person) {
    return "/d/" + office.links.make(new Link(request.id(), person, request.expires()));
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client.send(to(path).GET().build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String origin, String form) throws Exception {
    HttpRequest.Builder to =
        to(path)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form));
    return client.send(
        origin.isEmpty() ? to.build() : to.header("Origin", origin).build(),
        BodyHandlers.ofString());
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://" + office.host() + path))
        .timeout(Duration.ofSeconds(20));
  }

  private String own() {
    return "http://" + office.host();
  }

  private Request.State state() {
    return office.approvals.find(request.id()).orElseThrow().state();
  }

  @Test
  void openingALinkShowsTheCardAndDecidesNothing() throws Exception {
    HttpResponse<String> page = get(link("raj"));
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body())
        .contains("i-0123456789abcdef0", "value=\"approve\"", "value=\"deny\"")
        .doesNotContain("<nav");
    assertThat(state()).isEqualTo(Request.State.PENDING);
  }

  @Test
  void aLinkDecidesOnce() throws Exception {
    assertThat(post(link("raj"), own(), "decision=approve").statusCode()).isEqualTo(200);
    assertThat(state()).isEqualTo(Request.State.APPROVED);
    HttpResponse<String> again = post(link("raj"), own(), "decision=deny&comment=oh");
    assertThat(again.statusCode()).isEqualTo(409);
    assertThat(state()).isEqualTo(Request.State.APPROVED);
    assertThat(office.approvals.find(request.id()).orElseThrow().votes())
        .singleElement()
        .satisfies(vote -> assertThat(vote.person()).isEqualTo("raj"));
  }

  @Test
  void aLinkDeniesWithAComment() throws Exception {
    post(link("raj"), own(), "decision=deny&comment=not+today");
    assertThat(state()).isEqualTo(Request.State.DENIED);
  }

  @Test
  void aLinkIsWorthNoMoreThanItsPerson() throws Exception {
    assertThat(get(link("kim")).body()).doesNotContain("value=\"approve\"");
    assertThat(post(link("kim"), own(), "decision=approve").statusCode()).isEqualTo(403);
    assertThat(post(link("nobody"), own(), "decision=approve").statusCode()).isEqualTo(403);
    assertThat(state()).isEqualTo(Request.State.PENDING);
  }

  @Test
  void whatIsNoLinkOfThisGatewayIsNothing() throws Exception {
    String link = link("raj");
    char last = link.charAt(link.length() - 2);
    String forged = link.substring(0, link.length() - 2) + (last == 'A' ? "B" : "A") + "x";
    assertThat(get(forged).statusCode()).isEqualTo(404);
    assertThat(post(forged, own(), "decision=approve").statusCode()).isEqualTo(404);
    assertThat(get("/d/x.y").statusCode()).isEqualTo(404);
  }

  @Test
  void aPageOfAnotherSiteDoesNotDecide() throws Exception {
    assertThat(post(link("raj"), "https://evil.example", "decision=approve").statusCode())
        .isEqualTo(403);
    assertThat(post(link("raj"), "", "decision=approve").statusCode()).isEqualTo(403);
    assertThat(state()).isEqualTo(Request.State.PENDING);
  }

  @Test
  void whatSlackHasNotSignedIsNotTaken() throws Exception {
    assertThat(post("/slack/actions", "", "payload=%7B%7D").statusCode()).isEqualTo(401);
  }
}
