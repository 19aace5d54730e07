package dev.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.Width;
import dev.countersign.console.Visitor.Answer;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Role;
import dev.countersign.model.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The API, each answer held against its description. */
class ApiTest {

  private static final String API = Api.PREFIX;
  private static final Described DESCRIBED = new Described();
  private static final String ONCE = "{\"width\":\"once\"}";

  @TempDir Path directory;
  private Office office;

  @BeforeEach
  void open() throws IOException {
    office = new Office(directory);
  }

  @AfterEach
  void close() {
    office.close();
  }

  @Test
  void routesAndDescriptionAgree() {
    People people = People.read(office.config.operators().people().values());
    try (EventFeed events = new EventFeed(office.approvals);
        Traffic traffic = Traffic.follow(office.config.audit().file())) {
      assertThat(
              new Api(office.parts, people, events, traffic)
                  .routes().stream()
                      .map(it -> it.method().name().toLowerCase(Locale.ROOT) + " " + it.path())
                      .collect(Collectors.toSet()))
          .isEqualTo(DESCRIBED.operations());
    }
  }

  @Test
  void theDescriptionIsServed() {
    Answer answer = new Visitor(office).get(API + "/openapi.yaml");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).startsWith("openapi: 3.1.0");
  }

  @Test
  void everythingElseThanHealthNeedsAToken() {
    for (String operation : DESCRIBED.operations()) {
      String[] parts = operation.split(" ", 2);
      String path = parts[1].replaceAll("\\{[a-z]+}", "x");
      if (path.endsWith("/health") || path.endsWith(".yaml")) {
        continue;
      }
      String method = parts[0].toUpperCase(Locale.ROOT);
      Visitor stranger = new Visitor(office);
      assertThat(stranger.json(method, path, "{}").status()).as(operation).isEqualTo(401);
      stranger.with("Authorization", "Bearer " + Office.token("nobody"));
      Answer answer = stranger.json(method, path, "{}");
      described(operation, answer, 401);
      assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer");
    }
    Answer health = new Visitor(office).get(API + "/health");
    assertThat(health.body()).isEqualTo("{\"status\":\"ok\"}");
    described("get " + API + "/health", health, 200);
  }

  @Test
  void aSessionIsNoToken() {
    Visitor visitor = Visitor.loggedIn(office, "boss");
    assertThat(visitor.get(API + "/me").status()).isEqualTo(401);
  }

  @Test
  void aPersonIsKnownByTheToken() {
    Answer answer = as("ana").get(API + "/me");
    described("get " + API + "/me", answer, 200);
    assertThat(answer.json().toString())
        .isEqualTo("{\"name\":\"ana\",\"role\":\"approver\",\"agents\":[\"other\"]}");
  }

  @Test
  void requestsAreListed() {
    Request first = office.ask("TerminateInstances", "i-1");
    office.ask("other", "StopInstances", "i-2", GrantTerms.ONCE);
    Answer all = as("kim").get(API + "/approvals");
    described("get " + API + "/approvals", all, 200);
    assertThat(all.json().path("approvals")).hasSize(2);
    assertThat(ids("?agent=claude")).containsExactly(first.id());
    assertThat(ids("?batch=" + first.batch())).containsExactly(first.id());
    assertThat(ids("?account=222222222222")).isEmpty();
    assertThat(ids("?state=denied,expired")).isEmpty();
    assertThat(ids("?state=pending&limit=1")).hasSize(1);
    JsonNode one = as("kim").get(API + "/approvals?agent=claude").json().at("/approvals/0");
    assertThat(one.path("operation").asText()).isEqualTo("ec2:TerminateInstances");
    assertThat(one.at("/offer/longest").asText()).isEqualTo("1h");
    assertThat(one.at("/offer/widths").toString())
        .isEqualTo("[\"once\",\"same\",\"action\",\"batch\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"state=open", "limit=0", "limit=1001", "limit=-1", "limit=1e3"})
  void aQueryThatMeansNothingIsRefused(String query) {
    described("get " + API + "/approvals", as("kim").get(API + "/approvals?" + query), 400);
  }

  @Test
  void aRequestIsShown() {
    Request request = office.ask("TerminateInstances", "i-1");
    described(
        "get " + API + "/approvals/{id}", as("kim").get(API + "/approvals/" + request.id()), 200);
    described("get " + API + "/approvals/{id}", as("kim").get(API + "/approvals/ap-x"), 404);
  }

  @Test
  void whatTheAgentDidBeforeIsTold() {
    Verdict allow = new Verdict.Allow("reads", "", Narrowing.NONE);
    office.record("rq-old", "DescribeImages", "*", allow);
    office.clock.move(Duration.ofMinutes(11));
    office.record("rq-before", "DescribeInstances", "i-\u202E1", allow);
    Request request = office.ask("TerminateInstances", "i-1");
    Request others = office.ask("other", "StopInstances", "i-2", GrantTerms.ONCE);
    office.clock.move(Duration.ofSeconds(1));
    office.record("rq-after", "DescribeVolumes", "*", allow);
    Visitor kim = as("kim");
    String path = API + "/approvals/" + request.id() + "/recent";
    Office.await("the call is seen", () -> !kim.get(path).json().path("calls").isEmpty());
    Answer answer = kim.get(path);
    described("get " + API + "/approvals/{id}/recent", answer, 200);
    assertThat(answer.json().path("calls")).hasSize(1);
    JsonNode call = answer.json().at("/calls/0");
    assertThat(call.path("id").asText()).isEqualTo("rq-before");
    assertThat(call.path("operation").asText()).isEqualTo("ec2:DescribeInstances");
    assertThat(call.path("resource").asText()).isEqualTo("i-\\u{202e}1");
    assertThat(call.path("outcome").asText()).isEqualTo("answered 200");
    assertThat(kim.get(API + "/approvals/" + others.id() + "/recent").json().path("calls"))
        .isEmpty();
    described(
        "get " + API + "/approvals/{id}/recent", kim.get(API + "/approvals/ap-x/recent"), 404);
  }

  @Test
  void aRequestIsApprovedOnce() {
    Request request = office.ask("TerminateInstances", "i-1");
    Answer answer = approve("ana", request, "{\"comment\":\"go on\"}");
    described("post " + API + "/approvals/{id}/approve", answer, 200);
    assertThat(answer.json().path("state").asText()).isEqualTo("approved");
    assertThat(answer.json().at("/width/width").asText()).isEqualTo("once");
    assertThat(answer.json().at("/votes/0/comment").asText()).isEqualTo("go on");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"width\":\"same\",\"for\":\"15m\"}",
        "{\"width\":\"action\",\"for\":\"1h\"}",
        "{\"width\":\"action\",\"for\":\"1h\",\"calls\":3,\"resource\":\"i-1\"}",
        "{\"width\":\"batch\",\"for\":\"10m\",\"actions\":[\"ec2:TerminateInstances\"]}"
      })
  void aRequestIsApprovedForLonger(String width) throws IOException {
    Request request = office.ask("TerminateInstances", "i-1");
    Answer answer = approve("ana", request, width);
    described("post " + API + "/approvals/{id}/approve", answer, 200);
    assertThat(answer.json().path("state").asText()).isEqualTo("granted");
    assertThat(answer.json().path("width")).isEqualTo(ApiJson.mapper().readTree(width));
    Answer grants = as("kim").get(API + "/grants");
    described("get " + API + "/grants", grants, 200);
    assertThat(grants.json().at("/grants/0/id")).isEqualTo(answer.json().path("grant"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"width\":\"wide\"} | 400",
        "{\"width\":\"same\"} | 400",
        "{\"width\":\"same\",\"for\":\"soon\"} | 400",
        "{\"width\":\"once\",\"for\":\"1h\"} | 400",
        "{\"width\":\"same\",\"for\":\"1h\",\"calls\":1} | 400",
        "{\"width\":\"batch\",\"for\":\"1h\"} | 400",
        "{\"width\":\"batch\",\"for\":\"1h\",\"actions\":[null]} | 400",
        "{\"widht\":\"once\"} | 400",
        "{\"width\":\"once\",\"width\":\"same\"} | 400",
        "{\"width\":\"once\"} {} | 400",
        "[] | 400",
        "null | 400",
        "nothing | 400",
        "{\"width\":\"same\",\"for\":\"2h\"} | 422",
        "{\"width\":\"action\",\"for\":\"1h\",\"resource\":\"*\"} | 422",
        "{\"width\":\"batch\",\"for\":\"1h\",\"actions\":[\"iam:CreateUser\"]} | 422"
      })
  void anApprovalThatMeansNothingOrTooMuchIsNone(String body, int status) {
    Request request = office.ask("TerminateInstances", "i-1");
    Answer answer = approve("ana", request, body);
    described("post " + API + "/approvals/{id}/approve", answer, status);
    assertThat(office.approvals.find(request.id()).orElseThrow().state())
        .isEqualTo(Request.State.PENDING);
  }

  @Test
  void aBodyOfAnotherTypeIsNotRead() {
    Request request = office.ask("TerminateInstances", "i-1");
    Answer answer =
        as("ana").form(API + "/approvals/" + request.id() + "/approve", "width", "once");
    described("post " + API + "/approvals/{id}/approve", answer, 400);
  }

  @Test
  void aRequestIsDeniedWithAComment() {
    Request request = office.ask("TerminateInstances", "i-1");
    Answer answer =
        as("raj")
            .json("POST", API + "/approvals/" + request.id() + "/deny", "{\"comment\":\"no\"}");
    described("post " + API + "/approvals/{id}/deny", answer, 200);
    assertThat(answer.json().path("state").asText()).isEqualTo("denied");
    Answer again = approve("ana", request, ONCE);
    described("post " + API + "/approvals/{id}/approve", again, 409);
    assertThat(again.code()).isEqualTo("already-decided");
    assertThat(again.json().path("detail").asText()).contains("raj");
  }

  @Test
  void whoMayNotIsToldSo() {
    Request request = office.ask("TerminateInstances", "i-1");
    assertThat(refused(approve("kim", request, ONCE), 403)).isEqualTo("role");
    Request own = office.ask("other", "TerminateInstances", "i-1", GrantTerms.ONCE);
    assertThat(refused(approve("ana", own, ONCE), 403)).isEqualTo("own-agent");
    office.clock.move(Duration.ofMinutes(11));
    assertThat(refused(approve("raj", request, ONCE), 410)).isEqualTo("expired");
    Answer none = as("ana").json("POST", API + "/approvals/ap-none/approve", ONCE);
    assertThat(refused(none, 404)).isEqualTo("unknown");
  }

  private static String refused(Answer answer, int status) {
    described("post " + API + "/approvals/{id}/approve", answer, status);
    return answer.code();
  }

  @Test
  void ofManyAtOnceOneDecides() throws Exception {
    Request request = office.ask("TerminateInstances", "i-1");
    List<Future<Answer>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 12; i++) {
        String who = i % 2 == 0 ? "ana" : "raj";
        answers.add(threads.submit(() -> approve(who, request, ONCE)));
      }
    }
    List<Integer> statuses = new ArrayList<>();
    for (Future<Answer> answer : answers) {
      statuses.add(answer.get().status());
    }
    assertThat(statuses).containsOnly(200, 409).containsOnlyOnce(200);
  }

  @Test
  void aPermissionIsTakenBack() {
    Request request = office.ask("TerminateInstances", "i-1");
    Answer given = approve("ana", request, "{\"width\":\"same\",\"for\":\"1h\"}");
    String path = API + "/grants/" + given.json().path("grant").asText();
    String operation = "delete " + API + "/grants/{id}";
    described(operation, as("kim").json("DELETE", path, ""), 403);
    described(operation, as("boss").json("DELETE", API + "/grants/gr-none", ""), 404);
    Answer revoked = as("boss").json("DELETE", path, "");
    described(operation, revoked, 200);
    assertThat(revoked.json().path("state").asText()).isEqualTo("revoked");
    assertThat(as("kim").get(API + "/grants").json().path("grants")).isEmpty();
    assertThat(as("kim").get(API + "/grants?ended=true").json().path("grants")).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"agent, name, claude", "account, id, 111111111111"})
  void agentsAndAccountsArePaused(String kind, String param, String name) {
    String path = API + "/pauses/" + kind + "/" + name;
    String described = API + "/pauses/" + kind + "/{" + param + "}";
    described("put " + described, as("kim").json("PUT", path, ""), 403);
    described("put " + described, as("boss").json("PUT", path + "x", ""), 404);
    described("put " + described, as("boss").json("PUT", path, "{\"comment\":\"wait\"}"), 200);
    Answer pauses = as("kim").get(API + "/pauses");
    described("get " + API + "/pauses", pauses, 200);
    assertThat(pauses.json().at("/pauses/0/name").asText()).isEqualTo(name);
    assertThat(pauses.json().at("/pauses/0/comment").asText()).isEqualTo("wait");
    described("delete " + described, as("ana").json("DELETE", path, ""), 403);
    described("delete " + described, as("boss").json("DELETE", path, ""), 204);
    described("delete " + described, as("boss").json("DELETE", path, ""), 404);
  }

  @Test
  void whatIsNotThereIsAProblemAsWell() {
    Answer answer = as("ana").get(API + "/nothing");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(as("ana").json("POST", API + "/me", "{}").status()).isEqualTo(405);
  }

  @Test
  void changesAreToldAsTheyHappen() throws IOException {
    try (Socket socket =
            new Socket(office.console.address().getAddress(), office.console.address().getPort());
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      socket.setSoTimeout(15_000);
      PrintStream out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
      out.print(
          "GET "
              + API
              + "/approvals/events HTTP/1.1\r\nHost: "
              + office.host()
              + "\r\nLast-Event-ID: 77\r\nAuthorization: Bearer "
              + Office.token("kim")
              + "\r\n\r\n");
      out.flush();
      assertThat(event(in)).isEqualTo("{\"kind\":\"missed\",\"subject\":\"\"}");
      Request request = office.ask("TerminateInstances", "i-1");
      assertThat(event(in)).isEqualTo(change("asked", request.id()));
      office.approvals.decide(
          request.id(),
          new Person("raj", Role.APPROVER, Set.of()),
          new Decision.Approve(new Width.Once(), ""));
      assertThat(event(in)).isEqualTo(change("approved", request.id()));
    }
  }

  @Test
  void whoFollowsHoldsNobodyUpWhenItEnds() throws IOException {
    try (Socket socket =
        new Socket(office.console.address().getAddress(), office.console.address().getPort())) {
      PrintStream out = new PrintStream(socket.getOutputStream(), true, StandardCharsets.UTF_8);
      out.print(
          "GET %s/approvals/events HTTP/1.1\r\nHost: %s\r\nAuthorization: Bearer %s\r\n\r\n"
              .formatted(API, office.host(), Office.token("kim")));
      out.flush();
      assertThat(socket.getInputStream().read()).isPositive();
      long before = System.nanoTime();
      office.console.close();
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
    }
  }

  private static String change(String kind, String subject) {
    return "{\"kind\":\"" + kind + "\",\"subject\":\"" + subject + "\"}";
  }

  private static String event(BufferedReader in) throws IOException {
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      if (line.startsWith("data: ")) {
        return line.substring("data: ".length());
      }
    }
    throw new AssertionError("the events ended");
  }

  private Visitor as(String name) {
    return Visitor.withToken(office, name);
  }

  private Answer approve(String who, Request request, String body) {
    return as(who).json("POST", API + "/approvals/" + request.id() + "/approve", body);
  }

  private List<String> ids(String query) {
    List<String> ids = new ArrayList<>();
    as("kim")
        .get(API + "/approvals" + query)
        .json()
        .path("approvals")
        .forEach(it -> ids.add(it.path("id").asText()));
    return ids;
  }

  private static void described(String operation, Answer answer, int status) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    String[] parts = operation.split(" ", 2);
    assertThat(
            DESCRIBED.wrong(
                parts[0],
                parts[1],
                status,
                answer.header("Content-Type"),
                answer.body().isEmpty() ? NullNode.getInstance() : answer.json()))
        .isEmpty();
  }
}
