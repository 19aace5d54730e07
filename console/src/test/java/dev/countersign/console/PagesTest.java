package dev.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.Card;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.Request.State;
import dev.countersign.approvals.Width;
import dev.countersign.console.Visitor.Answer;
import dev.countersign.model.Agent;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Role;
import dev.countersign.model.SessionStatus;
import dev.countersign.model.Verdict;
import dev.countersign.rules.RuleSet;
import dev.countersign.rules.RuleSource;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the pages show, and what their forms do. */
class PagesTest {

  private static final Verdict ALLOW = new Verdict.Allow("reads", "", Narrowing.NONE);

  /**
   * Markup, an attribute's end, a line's end, and characters that turn the direction of reading.
   */
  private static final String HOSTILE =
      "<script>alert(1)</script>\"' onload=x &amp; \u202Egnp.exe\u2066\n\u0007{{ csrf }}";

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
  void aCardSaysWhatMatters() {
    office.ask("TerminateInstances", "arn:aws:ec2:eu-west-1:111111111111:instance/i-1");
    String page = as("raj").get("/").body();
    assertThat(page)
        .contains("Terminate instances (EC2)")
        .contains("arn:aws:ec2:eu-west-1:111111111111:instance/i-1")
        .contains("<strong>claude</strong> in <strong>prod</strong> (<code>111111111111</code>)")
        .contains("rule “changes”: Somebody looks first.")
        .contains("it changes, creates or deletes")
        .contains("Approve once")
        .contains("for at most 1h")
        .contains("data-until=");
  }

  @Test
  void anAccountShowsHowItsSessionsStand() {
    String role = "arn:aws:iam::111111111111:role/gateway";
    Instant soon = office.clock.instant().plus(Duration.ofMinutes(30));
    office.sessions =
        List.of(
            new SessionStatus("111111111111", role, "cs-claude", Optional.of(soon), ""),
            new SessionStatus("111111111111", role, "cs-other", Optional.empty(), "no <b>"),
            new SessionStatus("999999999999", "another's", "x", Optional.empty(), ""));
    assertThat(as("kim").get("/accounts").body())
        .contains("<code>" + role + "</code> as <code>cs-claude</code>: good for 29m")
        .contains("as <code>cs-other</code>: <strong class=\"bad\">failed</strong>, no &lt;b&gt;")
        .doesNotContain("another's");
  }

  @Test
  void anUnknownOperationIsSaidToBeUnknown() {
    Request known = office.ask("TerminateInstances", "i-1");
    Card card = known.card();
    office.ask(
        new Card(
            "claude",
            false,
            "127.0.0.1",
            card.account(),
            "prod",
            "ec2",
            "",
            "",
            "eu-west-1",
            "ec2.eu-west-1.amazonaws.com",
            "POST",
            "",
            List.of(),
            0,
            true,
            card.access(),
            List.of(),
            true,
            true,
            List.of(),
            0,
            Set.of(),
            "changes",
            "",
            GrantTerms.ONCE));
    assertThat(as("raj").get("/").body())
        .contains("Something that is not known: POST to ec2.eu-west-1.amazonaws.com")
        .contains("Which operation this is, is not known.")
        .contains("The agent has not proved who it is.")
        .contains("It names something of another account.")
        .contains("The answer carries credentials or secrets.")
        .contains("It makes something run.");
  }

  @Test
  void noWidthIsOfferedThatTheRuleDoesNotPermit() {
    office.ask("claude", "TerminateInstances", "i-1", GrantTerms.ONCE);
    String once = as("raj").get("/").body();
    assertThat(once).contains("Approve once").doesNotContain("type=\"radio\"");
  }

  @Test
  void whatAnAgentWroteIsShownAndDoesNothing() {
    Card card =
        Card.of(
            Office.CLAUDE,
            Office.call("TerminateInstances", HOSTILE, Map.of("Name", HOSTILE)),
            new Verdict.Approve("changes", HOSTILE, "oncall", Office.HOUR, Narrowing.NONE),
            Map.of("Name", HOSTILE));
    Request request = office.ask(card);
    office.record("rq-1", "DescribeInstances", HOSTILE, ALLOW);
    Office.await("the call is seen", () -> as("raj").get("/traffic").body().contains("rq-1"));
    Visitor visitor = as("raj");
    for (String path :
        List.of(
            "/",
            "/live/requests",
            "/approvals/" + request.id(),
            "/history",
            "/traffic",
            "/agents")) {
      assertHarmless(visitor.get(path));
    }
    String detail = visitor.get("/calls/rq-1").body();
    assertThat(detail).doesNotContain("<script>alert").doesNotContain("\u202E");
    visitor.form(
        "/approvals/" + request.id() + "/deny", "csrf", visitor.csrf(), "comment", HOSTILE);
    assertHarmless(visitor.get("/"));
    assertHarmless(visitor.get("/history"));
  }

  private static void assertHarmless(Answer page) {
    assertThat(page.status()).isEqualTo(200);
    assertThat(page.body())
        .doesNotContain("<script>alert")
        .doesNotContain("\u202E")
        .doesNotContain("\u2066")
        .doesNotContain("\u0007")
        .doesNotContain("\" onload")
        .doesNotContain("' onload");
  }

  @Test
  void oneClickApproves() {
    Request request = office.ask("TerminateInstances", "i-1");
    Visitor raj = as("raj");
    Answer answer =
        raj.form("/approvals/" + request.id() + "/approve", "csrf", raj.csrf(), "width", "once");
    assertThat(answer.status()).isEqualTo(303);
    assertThat(state(request)).isEqualTo(State.APPROVED);
    assertThat(raj.get("/").body())
        .contains("Decided in the last ten minutes", "raj approved: once");
  }

  @Test
  void aWiderApprovalIsOneOfThoseOffered() {
    Request request = office.ask("claude", "TerminateInstances", "i-1", Office.NAMED);
    Visitor raj = as("raj");
    String csrf = raj.csrf();
    String path = "/approvals/" + request.id() + "/approve";
    assertThat(
            raj.form(
                    path,
                    "csrf",
                    csrf,
                    "width",
                    "action",
                    "for",
                    "30m",
                    "calls",
                    "6",
                    "resource",
                    "i-1")
                .status())
        .isEqualTo(422);
    assertThat(raj.form(path, "csrf", csrf, "width", "action", "for", "x").status()).isEqualTo(400);
    assertThat(
            raj.form(
                    path,
                    "csrf",
                    csrf,
                    "width",
                    "action",
                    "for",
                    "30m",
                    "calls",
                    "5",
                    "resource",
                    "i-1")
                .status())
        .isEqualTo(303);
    assertThat(state(request)).isEqualTo(State.GRANTED);
    assertThat(raj.get("/grants").body()).contains("5 calls of the operation for 30m, on i-1");
  }

  @Test
  void whoIsSecondIsToldWhoWasFirst() {
    Request request = office.ask("TerminateInstances", "i-1");
    Visitor raj = as("raj").with("HX-Request", "true");
    String csrf = raj.csrf();
    decide(request, new Decision.Deny("not today"));
    Answer answer = raj.form("/approvals/" + request.id() + "/approve", "csrf", csrf);
    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.body()).contains("is decided, by boss").doesNotContain("<html");
    assertThat(raj.get("/").body()).contains("boss denied (“not today”)");
  }

  @Test
  void aBatchIsDecidedTogetherAndOnlyWhatWasShown() {
    Request first = office.ask("StopInstances", "i-1");
    Request second = office.ask("StopInstances", "i-2");
    assertThat(first.batch()).isEqualTo(second.batch());
    Visitor raj = as("raj");
    String csrf = raj.csrf();
    assertThat(raj.get("/").body())
        .contains("Approve these 2, each once", "2 calls of claude in prod");
    Request later = office.ask("TerminateInstances", "i-3");
    Answer answer = raj.form("/batches/approve", "csrf", csrf, "id", first.id(), "id", second.id());
    assertThat(answer.status()).isEqualTo(303);
    assertThat(state(first)).isEqualTo(State.APPROVED);
    assertThat(state(second)).isEqualTo(State.APPROVED);
    assertThat(state(later)).isEqualTo(State.PENDING);
  }

  @Test
  void aRunIsApprovedForTheOperationsThatWereShown() {
    Request first = office.ask("StopInstances", "i-1");
    Request second = office.ask("StartInstances", "i-1");
    Visitor raj = as("raj");
    String csrf = raj.csrf();
    Answer answer =
        raj.form("/batches/run", "csrf", csrf, "id", first.id(), "id", second.id(), "for", "10m");
    assertThat(answer.status()).isEqualTo(303);
    assertThat(state(first)).isEqualTo(State.GRANTED);
    assertThat(state(second)).isEqualTo(State.GRANTED);
    assertThat(raj.get("/grants").body()).contains("ec2:StartInstances, ec2:StopInstances for 10m");
  }

  @Test
  void aBatchIsDeniedTogether() {
    Request first = office.ask("StopInstances", "i-1");
    Request second = office.ask("StopInstances", "i-2");
    Visitor raj = as("raj").with("HX-Request", "true");
    String csrf = raj.csrf();
    decide(first, new Decision.Approve(new Width.Once(), ""));
    Answer answer =
        raj.form(
            "/batches/deny", "csrf", csrf, "id", first.id(), "id", second.id(), "comment", "no");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("1 denied; 1 not: ").contains("by boss");
    assertThat(state(second)).isEqualTo(State.DENIED);
  }

  @Test
  void whoMayNotDecideHasNoButtons() {
    office.ask("other", "TerminateInstances", "i-1", Office.HOUR);
    assertThat(as("kim").get("/").body())
        .contains("You look, and do not decide.")
        .doesNotContain("Approve once");
    assertThat(as("ana").get("/").body())
        .contains("It is your own agent")
        .contains(">Deny<")
        .doesNotContain("Approve once");
  }

  @Test
  void aPermissionIsTakenBack() {
    Request request = office.ask("TerminateInstances", "i-1");
    decide(request, new Decision.Approve(new Width.SameRequest(Duration.ofMinutes(10)), ""));
    String id = office.approvals.grants(false).getFirst().id();
    Visitor raj = as("raj");
    assertThat(raj.get("/grants").body()).contains("Take back " + id, "the same request for 10m");
    Visitor boss = as("boss");
    assertThat(boss.form("/grants/" + id + "/revoke", "csrf", boss.csrf()).status()).isEqualTo(303);
    assertThat(office.approvals.grants(false)).isEmpty();
    assertThat(boss.get("/grants?ended=true").body()).contains("revoked");
  }

  @Test
  void anAdminPausesAndLetsGo() {
    Visitor boss = as("boss");
    String csrf = boss.csrf();
    boss.form("/agents/claude/pause", "csrf", csrf, "comment", "looks odd");
    boss.form("/accounts/111111111111/pause", "csrf", csrf);
    assertThat(boss.get("/agents").body()).contains("Paused by boss", "looks odd", "Resume claude");
    assertThat(boss.get("/accounts").body()).contains("Resume 111111111111");
    assertThat(as("kim").get("/agents").body())
        .contains("Paused by")
        .doesNotContain("Resume claude");
    boss.form("/agents/claude/resume", "csrf", csrf);
    boss.form("/accounts/111111111111/resume", "csrf", csrf);
    assertThat(office.approvals.pauses()).isEmpty();
    Visitor kim = as("kim");
    assertThat(kim.form("/agents/claude/pause", "csrf", kim.csrf()).status()).isEqualTo(403);
    assertThat(boss.form("/agents/nobody/pause", "csrf", csrf).status()).isEqualTo(404);
  }

  @Test
  void trafficIsFiltered() {
    office.record("rq-1", "DescribeInstances", "i-1", ALLOW);
    office.record("rq-2", "TerminateInstances", "i-2", new Verdict.Deny("never", ""));
    Visitor kim = as("kim");
    Office.await("both are seen", () -> kim.get("/traffic").body().contains("rq-2"));
    assertThat(kim.get("/traffic").body()).contains("rq-1", "answered 200");
    assertThat(kim.get("/live/traffic?verdict=deny").body())
        .contains("rq-2")
        .doesNotContain("rq-1");
    assertThat(kim.get("/traffic?text=i-1").body()).contains("rq-1").doesNotContain("rq-2");
    assertThat(kim.get("/traffic?agent=other").body()).contains("No call among the latest");
    assertThat(kim.get("/traffic?account=prod&service=ec2").body()).contains("rq-1", "rq-2");
    assertThat(kim.get("/agents").body()).contains("2 of the latest calls");
  }

  @Test
  void aCallIsExplainedAndBecomesARule() {
    office.record("rq-1", "DescribeInstances", "i-1", ALLOW);
    Visitor kim = as("kim");
    Office.await("it is seen", () -> kim.get("/calls/rq-1").status() == 200);
    String page = kim.get("/calls/rq-1").body();
    assertThat(page).contains("decided:</span> reads", "in [&quot;List&quot;, &quot;Read&quot;]");
    String draft = text(page, "draft");
    assertThat(draft).contains("DescribeInstances");
    RuleSet rules = RuleSet.compile(List.of(new RuleSource("draft", draft)));
    assertThat(rules.tests()).isNotEmpty();
    rules.tests().forEach(test -> assertThat(test.failure(rules)).isEmpty());
    String whole =
        "rules:\n  - {name: reads, allow: 'aws.access == \"List\"'}\n" + text(page, "test");
    RuleSet tested = RuleSet.compile(List.of(new RuleSource("test", whole)));
    assertThat(tested.tests()).hasSize(1);
    assertThat(tested.tests().getFirst().sample().call().action()).isEqualTo("DescribeInstances");
    assertThat(kim.get("/calls/rq-none").status()).isEqualTo(404);
  }

  @Test
  void rulesThatDecideNothingAreFound() {
    office.record("rq-1", "DescribeInstances", "i-1", ALLOW);
    Visitor kim = as("kim");
    Office.await("it is seen", () -> kim.get("/calls/rq-1").status() == 200);
    assertThat(kim.get("/rules").body())
        .containsPattern("<td>reads</td>.*<td>1</td>")
        .containsPattern("<td>never reached</td>.*<td>never</td>");
    assertThat(kim.get("/health").body())
        .contains("The audit log</dt><dd>well")
        .contains("The rule files</dt><dd>well")
        .contains("store</dt><dd>well");
  }

  @Test
  void whatAnAgentDidStandsBesideWhatItAsks() {
    office.record("rq-1", "DescribeInstances", "i-1", ALLOW);
    office.ask("TerminateInstances", "i-1");
    Visitor raj = as("raj");
    Office.await("it is seen", () -> raj.get("/").body().contains("/calls/rq-1"));
  }

  private static String text(String page, String id) {
    Matcher matcher =
        Pattern.compile("<textarea id=\"" + id + "\"[^>]*>(.*?)</textarea>", Pattern.DOTALL)
            .matcher(page);
    assertThat(matcher.find()).as(page).isTrue();
    return matcher
        .group(1)
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&");
  }

  private Visitor as(String name) {
    return Visitor.loggedIn(office, name);
  }

  private State state(Request request) {
    return office.approvals.find(request.id()).orElseThrow().state();
  }

  private void decide(Request request, Decision decision) {
    office.approvals.decide(
        request.id(), new Person("boss", Role.ADMIN, Set.of(Agent.ANONYMOUS)), decision);
  }
}
