package dev.countersign.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.Request.State;
import dev.countersign.approvals.Width;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Role;
import dev.countersign.model.Verdict;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The pages in Chromium. Left out where it is not installed, unless {@code
 * COUNTERSIGN_REQUIRE_CLIENTS} is set. With {@code COUNTERSIGN_SCREENSHOTS} set to a directory,
 * what the pages look like is written there.
 */
class BrowserTest {

  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final int MOST_BYTES = 100_000;
  private static final String INSTANCE = "arn:aws:ec2:eu-west-1:111111111111:instance/i-0a1";

  private static Playwright playwright;
  private static Browser browser;

  @TempDir Path directory;
  private Office office;
  private BrowserContext context;
  private Page page;

  /** What the browser complains of: errors, and what the policy of the page has blocked. */
  private final List<String> complaints = new ArrayList<>();

  @BeforeAll
  static void start() {
    assumeTrue(
        System.getenv("COUNTERSIGN_REQUIRE_CLIENTS") != null || Files.isExecutable(CHROMIUM),
        "not installed: chromium");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
  }

  @AfterAll
  static void end() {
    if (playwright != null) {
      playwright.close();
    }
  }

  @BeforeEach
  void open() throws IOException {
    office = new Office(directory);
    enter(new Browser.NewContextOptions().setColorScheme(ColorScheme.LIGHT));
  }

  private void enter(Browser.NewContextOptions options) {
    context = browser.newContext(options.setBaseURL("http://" + office.host()));
    page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (Set.of("error", "warning").contains(message.type())) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
  }

  @AfterEach
  void close() {
    context.close();
    office.close();
    assertThat(complaints).isEmpty();
  }

  @Test
  void aRequestAppearsAndIsApprovedByKeyboardAlone() {
    logIn("raj");
    PlaywrightAssertions.assertThat(page.getByText("Nobody waits for a decision.")).isVisible();
    Request request = office.ask("TerminateInstances", INSTANCE);
    PlaywrightAssertions.assertThat(heading("Terminate instances (EC2)")).isVisible();
    PlaywrightAssertions.assertThat(page).hasTitle("(1) Requests · Countersign");
    PlaywrightAssertions.assertThat(page.locator("#news"))
        .hasText("claude asks: Terminate instances (EC2) in prod");
    tabTo("Approve once");
    assertThat(page.evaluate("getComputedStyle(document.activeElement).outlineStyle"))
        .isEqualTo("solid");
    page.keyboard().press("Enter");
    PlaywrightAssertions.assertThat(page.locator("#message")).hasText(request.id() + ": approved.");
    PlaywrightAssertions.assertThat(page.locator("#decided")).containsText("raj approved: once");
    assertThat(state(request)).isEqualTo(State.APPROVED);
    assertThat(page.evaluate("document.activeElement.id")).isEqualTo("h-decided");
  }

  @Test
  void aRequestIsDeniedWithAComment() {
    logIn("raj");
    Request request = office.ask("TerminateInstances", INSTANCE);
    page.getByLabel("Why not, for the agent").fill("not on a Friday");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Deny")).click();
    PlaywrightAssertions.assertThat(page.locator("#decided")).containsText("not on a Friday");
    assertThat(state(request)).isEqualTo(State.DENIED);
    assertThat(office.approvals.find(request.id()).orElseThrow().votes().getFirst().decision())
        .isEqualTo(new Decision.Deny("not on a Friday"));
  }

  @Test
  void whatIsBeingWrittenStaysWhenOthersAsk() {
    logIn("raj");
    office.ask("TerminateInstances", INSTANCE);
    page.getByLabel("Why not, for the agent").fill("half a sent");
    office.ask("StopInstances", "i-2");
    PlaywrightAssertions.assertThat(heading("2 calls of claude in prod")).isVisible();
    office.ask("other", "RunInstances", "i-3", Office.HOUR);
    PlaywrightAssertions.assertThat(heading("Run instances (EC2)")).isVisible();
    page.locator("section.card > .decide [name=comment]").last().fill("wait");
    office.ask("other", "RunInstances", "i-4", Office.HOUR);
    PlaywrightAssertions.assertThat(heading("2 calls of other in prod")).isVisible();
    assertThat(page.locator("section.card > .decide [name=comment]").all())
        .anyMatch(it -> it.inputValue().equals("wait"));
  }

  @Test
  void whoIsSecondSeesWhoWasFirst() {
    logIn("raj");
    Request request = office.ask("TerminateInstances", INSTANCE);
    PlaywrightAssertions.assertThat(heading("Terminate instances (EC2)")).isVisible();
    office.approvals.decide(
        request.id(), new Person("boss", Role.ADMIN, Set.of()), new Decision.Deny("no"));
    PlaywrightAssertions.assertThat(page.locator("#decided")).containsText("boss denied (“no”)");
    PlaywrightAssertions.assertThat(heading("Terminate instances (EC2)")).hasCount(0);
  }

  @Test
  void theFirstViewIsLight() {
    office.ask("TerminateInstances", INSTANCE);
    logIn("raj");
    List<String> hosts = new ArrayList<>();
    page.onResponse(answer -> hosts.add(URI.create(answer.url()).getAuthority()));
    page.navigate("/");
    PlaywrightAssertions.assertThat(heading("Terminate instances (EC2)")).isVisible();
    page.waitForFunction("performance.getEntriesByType('resource').length >= 5");
    int bytes =
        (Integer)
            page.evaluate(
                """
                [...performance.getEntriesByType('navigation'),
                 ...performance.getEntriesByType('resource')]
                  .reduce((sum, it) => sum + it.decodedBodySize, 0)
                """);
    assertThat(bytes).isBetween(MOST_BYTES / 2, MOST_BYTES);
    assertThat(hosts).containsOnly(office.host());
  }

  @Test
  void everythingHasANameARoleAndAPlace() {
    fill();
    logIn("boss");
    for (String path :
        List.of(
            "/",
            "/history",
            "/grants",
            "/agents",
            "/accounts",
            "/traffic",
            "/calls/rq-1",
            "/rules",
            "/health")) {
      page.navigate(path);
      assertThat(problems()).as(path).isEmpty();
      assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .as(path)
          .isEqualTo(true);
    }
  }

  @Test
  void aPhoneShowsAllOfIt() {
    fill();
    context.close();
    enter(new Browser.NewContextOptions().setViewportSize(360, 700));
    logIn("raj");
    for (String path : List.of("/", "/history", "/grants", "/traffic", "/agents")) {
      page.navigate(path);
      assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
          .as(path)
          .isEqualTo(true);
    }
    page.navigate("/");
    picture("console-phone");
  }

  @Test
  void darkIsDarkAndBothCanBeRead() {
    fill();
    logIn("raj");
    assertThat(contrasts()).isEmpty();
    context.close();
    enter(new Browser.NewContextOptions().setColorScheme(ColorScheme.DARK));
    logIn("raj");
    assertThat(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        .isEqualTo("rgb(20, 23, 26)");
    assertThat(contrasts()).isEmpty();
    picture("console-dark");
  }

  @Test
  void theTrafficFollowsWhereItIsWanted() {
    logIn("kim");
    page.navigate("/traffic");
    page.getByLabel("Keep it up to date").check();
    office.record("rq-live", "DescribeInstances", "i-live", allow());
    PlaywrightAssertions.assertThat(page.getByText("i-live")).isVisible();
  }

  @Test
  void withoutScriptsItWorksAsWell() {
    context.close();
    enter(new Browser.NewContextOptions().setJavaScriptEnabled(false));
    Request request = office.ask("TerminateInstances", INSTANCE);
    logIn("raj");
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Approve once")).click();
    PlaywrightAssertions.assertThat(page.getByText("raj")).not().hasCount(0);
    assertThat(state(request)).isEqualTo(State.APPROVED);
  }

  @Test
  void thePagesAsTheyLook() {
    fill();
    logIn("boss");
    picture("console-requests");
    page.navigate("/calls/rq-1");
    PlaywrightAssertions.assertThat(heading("What the rules say to it now")).isVisible();
    picture("console-call");
    page.navigate("/grants");
    picture("console-permissions");
  }

  /** Something of everything. */
  private void fill() {
    office.record("rq-1", "DescribeInstances", INSTANCE, allow());
    Request first = office.ask("RebootInstances", INSTANCE);
    office.approvals.decide(
        first.id(),
        new Person("boss", Role.ADMIN, Set.of()),
        new Decision.Approve(new Width.SameRequest(Duration.ofMinutes(30)), "maintenance"));
    office.ask("TerminateInstances", INSTANCE);
    office.ask("other", "StopInstances", INSTANCE, Office.NAMED);
    office.ask("other", "StartInstances", INSTANCE, Office.NAMED);
  }

  private static Verdict allow() {
    return new Verdict.Allow("reads", "", Narrowing.NONE);
  }

  private void logIn(String name) {
    page.navigate("/login");
    page.getByLabel("Name").fill(name);
    page.getByLabel("Password").fill(Office.PASSWORD);
    page.getByLabel("Password").press("Enter");
    PlaywrightAssertions.assertThat(
            page.getByRole(
                AriaRole.HEADING, new Page.GetByRoleOptions().setName("Requests").setExact(true)))
        .isVisible();
  }

  private Locator heading(String text) {
    return page.getByRole(
        AriaRole.HEADING, new Page.GetByRoleOptions().setName(text).setExact(true));
  }

  private void tabTo(String button) {
    for (int i = 0; i < 60; i++) {
      page.keyboard().press("Tab");
      if (page.evaluate("document.activeElement.textContent").equals(button)) {
        return;
      }
    }
    throw new AssertionError("the keyboard does not reach " + button);
  }

  private State state(Request request) {
    return office.approvals.find(request.id()).orElseThrow().state();
  }

  /** What a screen reader would stumble over. */
  private String problems() {
    return (String)
        page.evaluate(
            """
        () => {
          const wrong = []
          const say = (it, why) => wrong.push(why + ': ' + it.outerHTML.slice(0, 120))
          for (const it of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
            if (!it.labels.length || !it.labels[0].textContent.trim()) say(it, 'no label')
          }
          for (const it of document.querySelectorAll('button, a')) {
            if (!it.textContent.trim()) say(it, 'no name')
          }
          const ids = [...document.querySelectorAll('[id]')].map((it) => it.id)
          if (new Set(ids).size !== ids.length) wrong.push('an id twice')
          for (const it of document.querySelectorAll('[aria-labelledby]')) {
            if (!document.getElementById(it.getAttribute('aria-labelledby'))) say(it, 'named by nothing')
          }
          for (const it of document.querySelectorAll('th')) if (!it.scope) say(it, 'no scope')
          if (document.querySelectorAll('h1').length !== 1) wrong.push('not one h1')
          if (document.querySelectorAll('main').length !== 1) wrong.push('not one main')
          if (!document.querySelector('nav[aria-label]')) wrong.push('no nav')
          if (!document.documentElement.lang) wrong.push('no language')
          if (document.querySelector('[tabindex]:not([tabindex="0"]):not([tabindex="-1"])')) {
            wrong.push('another order than that of the page')
          }
          if (!document.querySelector('a.skip[href="#main"]')) wrong.push('no way to skip')
          return wrong.join('; ')
        }
        """);
  }

  /** Texts with less contrast than WCAG 2.2 asks of small ones: 4.5. */
  private String contrasts() {
    return (String)
        page.evaluate(
            """
        () => {
          const rgb = (text) => (text.match(/[0-9.]+/g) || []).map(Number)
          const light = ([r, g, b]) => {
            const [x, y, z] = [r, g, b].map((it) => it / 255)
              .map((it) => (it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4))
            return 0.2126 * x + 0.7152 * y + 0.0722 * z
          }
          const behind = (it) => {
            for (let up = it; up; up = up.parentElement) {
              const colour = rgb(getComputedStyle(up).backgroundColor)
              if (colour.length === 3 || colour[3] > 0) return colour
            }
            return [255, 255, 255]
          }
          const wrong = []
          for (const it of document.querySelectorAll('p, dt, dd, code, a, button, h1, h2, label, summary, span')) {
            if (!it.textContent.trim()) continue
            const [a, b] = [light(rgb(getComputedStyle(it).color)), light(behind(it))]
            const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
            if (ratio < 4.5) wrong.push(ratio.toFixed(2) + ' ' + it.outerHTML.slice(0, 80))
          }
          return wrong.join('; ')
        }
        """);
  }

  private void picture(String name) {
    Optional.ofNullable(System.getenv("COUNTERSIGN_SCREENSHOTS"))
        .ifPresent(
            to ->
                page.screenshot(
                    new Page.ScreenshotOptions().setPath(Path.of(to).resolve(name + ".png"))));
  }
}
