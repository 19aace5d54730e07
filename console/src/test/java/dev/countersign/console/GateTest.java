package dev.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.console.Visitor.Answer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who comes in, and from where. */
class GateTest {

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
  void everyAnswerForbidsWhatPagesHereDoNotNeed() {
    for (String path :
        new String[] {"/login", "/", "/api/v1/health", "/nothing", "/assets/htmx.js"}) {
      Answer answer = new Visitor(office).get(path);
      assertThat(answer.header("Content-Security-Policy"))
          .startsWith("default-src 'none';")
          .contains("frame-ancestors 'none'")
          .doesNotContain("unsafe");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Referrer-Policy")).isEqualTo("no-referrer");
      assertThat(answer.header("Cache-Control")).startsWith("no-");
      assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
      assertThat(answer.header("Server")).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:%d", "127.0.0.1", "localhost.evil.example:%d"})
  void anotherHostIsRefused(String host) {
    Visitor visitor =
        new Visitor(office).with("Host", host.formatted(office.console.address().getPort()));
    assertThat(visitor.get("/login").status()).isEqualTo(421);
    assertThat(visitor.get("/api/v1/health").status()).isEqualTo(421);
  }

  @Test
  void localhostIsAName() {
    Visitor visitor =
        new Visitor(office).with("Host", "localhost:" + office.console.address().getPort());
    assertThat(visitor.get("/login").status()).isEqualTo(200);
  }

  @Test
  void thePageOfAnotherSiteChangesNothing() {
    Visitor visitor = Visitor.loggedIn(office, "boss");
    String csrf = visitor.csrf();
    String pause = "/agents/claude/pause";
    assertThat(visitor.with("Sec-Fetch-Site", "cross-site").form(pause, "csrf", csrf).status())
        .isEqualTo(403);
    assertThat(visitor.with("Sec-Fetch-Site", "same-site").form(pause, "csrf", csrf).status())
        .isEqualTo(403);
    visitor.without("Sec-Fetch-Site");
    assertThat(visitor.form(pause, "csrf", csrf).status()).isEqualTo(403);
    assertThat(visitor.with("Origin", "http://evil.example").form(pause, "csrf", csrf).status())
        .isEqualTo(403);
    assertThat(visitor.with("Origin", "null").form(pause, "csrf", csrf).status()).isEqualTo(403);
    assertThat(office.approvals.pauses()).isEmpty();
    String own = "http://" + office.host();
    assertThat(visitor.with("Origin", own).form(pause, "csrf", csrf).status()).isEqualTo(303);
    assertThat(office.approvals.pauses()).hasSize(1);
  }

  @Test
  void aFormNeedsTheTokenOfItsSession() {
    Visitor ana = Visitor.loggedIn(office, "boss");
    String others = Visitor.loggedIn(office, "boss").csrf();
    assertThat(ana.form("/agents/claude/pause").status()).isEqualTo(403);
    assertThat(ana.form("/agents/claude/pause", "csrf", "x").status()).isEqualTo(403);
    assertThat(ana.form("/agents/claude/pause", "csrf", others).status()).isEqualTo(403);
    assertThat(office.approvals.pauses()).isEmpty();
  }

  @Test
  void whoIsNotLoggedInIsAskedToBe() {
    Answer answer = new Visitor(office).get("/grants");
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.header("Location")).endsWith("/login?next=/grants");
    assertThat(new Visitor(office).get("/live/requests").status()).isEqualTo(401);
    assertThat(new Visitor(office).get("/events").status()).isEqualTo(401);
  }

  @Test
  void aLinkInAMessageFindsTheSession() {
    Visitor visitor =
        new Visitor(office).with("Sec-Fetch-Site", "cross-site").with("Sec-Fetch-Mode", "navigate");
    Answer answer = visitor.get("/approvals/ap-1");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).contains("url=/approvals/ap-1");
  }

  @Test
  void nobodyIsLedElsewhereAfterLoggingIn() {
    Visitor visitor = new Visitor(office).with("Sec-Fetch-Site", "same-origin");
    for (String next :
        new String[] {"//evil.example", "https://evil.example", "/\\evil", "/%0d%0a"}) {
      Answer answer =
          visitor.form("/login", "name", "ana", "password", Office.PASSWORD, "next", next);
      assertThat(answer.header("Location")).isIn("/", "http://" + office.host() + "/");
    }
  }

  @Test
  void theCookieIsForThisSiteAndNoScript() {
    Answer answer =
        new Visitor(office).with("Sec-Fetch-Site", "same-origin").login("ana", Office.PASSWORD);
    assertThat(answer.header("Set-Cookie"))
        .matches("countersign=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict");
  }

  @Test
  void behindTlsTheCookieIsForTlsOnly(@TempDir Path other) throws IOException {
    try (Office secured = new Office(other, ", url: \"https://console.example\"")) {
      Visitor visitor =
          new Visitor(secured)
              .with("Host", "console.example")
              .with("Origin", "https://console.example");
      Answer answer = visitor.login("ana", Office.PASSWORD);
      assertThat(answer.header("Set-Cookie"))
          .startsWith("__Host-countersign=")
          .endsWith("; Secure");
    }
  }

  @Test
  void aSessionEnds() {
    Visitor visitor = Visitor.loggedIn(office, "ana");
    office.clock.move(Sessions.IDLE.minusMinutes(1));
    assertThat(visitor.get("/").status()).isEqualTo(200);
    office.clock.move(Sessions.IDLE.minusMinutes(1));
    assertThat(visitor.get("/live/requests").status()).isEqualTo(200);
    office.clock.move(Duration.ofMinutes(2));
    assertThat(visitor.get("/").status()).isEqualTo(303);
  }

  @Test
  void aSessionThatIsUsedEndsAsWell() {
    Visitor visitor = Visitor.loggedIn(office, "ana");
    for (int i = 0; i < 24; i++) {
      assertThat(visitor.get("/").status()).isEqualTo(200);
      office.clock.move(Duration.ofMinutes(30).minusSeconds(1));
    }
    office.clock.move(Duration.ofMinutes(1));
    assertThat(visitor.get("/").status()).isEqualTo(303);
  }

  @Test
  void loggingOutEndsTheSession() {
    Visitor visitor = Visitor.loggedIn(office, "ana");
    assertThat(visitor.form("/logout", "csrf", visitor.csrf()).status()).isEqualTo(303);
    assertThat(visitor.get("/").status()).isEqualTo(303);
  }

  @Test
  void aPersonHasFewSessions() {
    Visitor first = Visitor.loggedIn(office, "ana");
    for (int i = 0; i < Sessions.PER_PERSON; i++) {
      Visitor.loggedIn(office, "ana");
    }
    assertThat(first.get("/").status()).isEqualTo(303);
  }

  @Test
  void passwordsCannotBeTriedOut() {
    Visitor visitor = new Visitor(office).with("Sec-Fetch-Site", "same-origin");
    for (int i = 0; i < LoginLimit.PER_PERSON; i++) {
      assertThat(visitor.login("ana", "wrong " + i).status()).isEqualTo(403);
    }
    Answer refused = visitor.login("ana", Office.PASSWORD);
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Retry-After")).isEqualTo("300");
    assertThat(visitor.login("raj", Office.PASSWORD).status()).isEqualTo(303);
    office.clock.move(LoginLimit.WINDOW);
    assertThat(visitor.login("ana", Office.PASSWORD).status()).isEqualTo(303);
  }

  @Test
  void anAddressThatTriesNamesIsStopped() {
    LoginLimit limit = new LoginLimit(office.clock);
    for (int i = 0; i < LoginLimit.PER_ADDRESS; i++) {
      assertThat(limit.permits("name " + i, "192.0.2.1")).isTrue();
      limit.begin("name " + i, "192.0.2.1");
    }
    assertThat(limit.permits("ana", "192.0.2.1")).isFalse();
    assertThat(limit.permits("ana", "192.0.2.2")).isTrue();
  }

  @Test
  void aNameThatNobodyHasIsToldNothing() {
    Visitor visitor = new Visitor(office).with("Sec-Fetch-Site", "same-origin");
    Answer nobody = visitor.login("nobody", Office.PASSWORD);
    Answer wrong = visitor.login("ana", "wrong");
    assertThat(nobody.status()).isEqualTo(wrong.status()).isEqualTo(403);
    assertThat(nobody.body()).isEqualTo(wrong.body());
    String longer = Office.PASSWORD + "x".repeat(72);
    assertThat(visitor.login("ana", longer).status()).isEqualTo(403);
    assertThat(visitor.login("ana", "").status()).isEqualTo(403);
  }

  @Test
  void aLargeRequestIsRefused() {
    Visitor visitor = Visitor.withToken(office, "ana");
    Answer answer =
        visitor.json(
            "POST", "/api/v1/approvals/ap-1/deny", "{\"comment\":\"" + "x".repeat(70_000) + "\"}");
    assertThat(answer.status()).isEqualTo(413);
    assertThat(visitor.with("X-Long", "x".repeat(20_000)).get("/api/v1/me").status())
        .isEqualTo(431);
  }

  @Test
  void aBodyWithoutALengthIsNotRead() {
    Visitor visitor =
        new Visitor(office)
            .with("Sec-Fetch-Site", "same-origin")
            .with("Transfer-Encoding", "chunked");
    Answer answer = visitor.send("GET", "/login", Optional.empty(), "0\r\n\r\n");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.body()).contains("length is not said");
  }

  @Test
  void onlySlackMaySendACard() {
    Visitor visitor = new Visitor(office).with("Sec-Fetch-Site", "same-origin");
    String large = "x".repeat(100_000);
    assertThat(visitor.form("/login", "name", large).status()).isEqualTo(413);
    assertThat(visitor.form("/slack/actions", "payload", large).status()).isEqualTo(401);
  }
}
