package dev.countersign.console;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Grant;
import dev.countersign.approvals.Pause;
import dev.countersign.approvals.PauseTarget;
import dev.countersign.config.GatewayConfig;
import dev.countersign.model.Agent;
import dev.countersign.model.SessionStatus;
import io.javalin.http.HttpStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What stands, and what can be stopped: permissions, agents and accounts. */
final class ControlPages {

  /** Sessions that are shown of an account. */
  private static final int MOST_SESSIONS = 20;

  private final GatewayConfig config;
  private final Approvals approvals;
  private final Traffic traffic;
  private final Supplier<List<SessionStatus>> sessions;
  private final Clock clock;

  ControlPages(Console.Parts parts, Traffic traffic) {
    this.config = parts.config();
    this.approvals = parts.approvals();
    this.traffic = traffic;
    this.sessions = parts.sessions();
    this.clock = parts.clock();
  }

  /**
   * What a page shows of a permission.
   *
   * @param left how long it still stands; empty where it is over
   */
  record GrantView(Grant grant, String state, String width, String used, String left) {}

  /**
   * What can be stopped.
   *
   * @param name the agent's name or the account's number
   * @param about what else there is to say of it
   * @param last its latest call; empty where none is held
   * @param sessions an account's sessions with AWS
   */
  record Target(
      String name,
      String about,
      Optional<Pause> pause,
      Optional<Seen> last,
      long calls,
      List<SessionView> sessions) {}

  /**
   * What a page shows of a session with AWS.
   *
   * @param left how long it will still be used; empty where it is not
   */
  record SessionView(SessionStatus status, String left) {}

  void addTo(List<Route> routes, Pages pages) {
    routes.add(Route.get("/grants", pages.showing(this::grants)));
    routes.add(Route.post("/grants/{id}/revoke", pages.changing(this::revoke)));
    routes.add(Route.get("/agents", pages.showing(this::agents)));
    routes.add(Route.get("/accounts", pages.showing(this::accounts)));
    routes.add(
        Route.post("/agents/{name}/pause", pages.changing(it -> pause(it, agent(it), "/agents"))));
    routes.add(
        Route.post(
            "/agents/{name}/resume", pages.changing(it -> resume(it, agent(it), "/agents"))));
    routes.add(
        Route.post(
            "/accounts/{name}/pause", pages.changing(it -> pause(it, account(it), "/accounts"))));
    routes.add(
        Route.post(
            "/accounts/{name}/resume", pages.changing(it -> resume(it, account(it), "/accounts"))));
  }

  private void grants(Visit visit) {
    boolean ended = visit.field("ended").equals("true");
    visit.render(
        "grants",
        Map.of(
            "grants", approvals.grants(ended).stream().map(this::view).toList(), "ended", ended));
  }

  private GrantView view(Grant grant) {
    Instant now = clock.instant();
    String state = ApiJson.of(grant, now).state();
    return new GrantView(
        grant,
        state,
        WidthText.of(grant.width()),
        grant.used() + (grant.calls().isPresent() ? " of " + grant.calls().getAsInt() : ""),
        state.equals("standing") ? Words.duration(Duration.between(now, grant.expires())) : "");
  }

  private void revoke(Visit visit) {
    approvals.revoke(visit.ctx().pathParam("id"), visit.person());
    visit.ctx().redirect("/grants", HttpStatus.SEE_OTHER);
  }

  private void agents(Visit visit) {
    List<Target> targets = new ArrayList<>();
    config
        .agents()
        .values()
        .forEach(
            it ->
                targets.add(
                    target(
                        new PauseTarget.OfAgent(it.name()),
                        "accounts: " + String.join(", ", it.accounts()),
                        seen -> seen.agent().equals(it.name()),
                        List.of())));
    if (config.anonymousAgents()) {
      targets.add(
          target(
              new PauseTarget.OfAgent(Agent.ANONYMOUS),
              "all that the configuration does not name",
              seen -> seen.agent().equals(Agent.ANONYMOUS),
              List.of()));
    }
    show(visit, "agents", "Agents", targets);
  }

  private void accounts(Visit visit) {
    List<SessionStatus> all = sessions.get();
    List<Target> targets =
        config.accounts().values().stream()
            .map(
                it ->
                    target(
                        new PauseTarget.OfAccount(it.id()),
                        it.name(),
                        seen -> seen.account().equals(it.id()),
                        all.stream()
                            .filter(session -> session.account().equals(it.id()))
                            .limit(MOST_SESSIONS)
                            .map(this::view)
                            .toList()))
            .toList();
    show(visit, "accounts", "Accounts", targets);
  }

  private void show(Visit visit, String kind, String title, List<Target> targets) {
    visit.render("targets", Map.of("kind", kind, "title", title, "targets", targets));
  }

  private SessionView view(SessionStatus status) {
    return new SessionView(
        status,
        status
            .until()
            .map(until -> Words.duration(Duration.between(clock.instant(), until)))
            .orElse(""));
  }

  private Target target(
      PauseTarget target, String about, Predicate<Seen> own, List<SessionView> sessions) {
    List<Seen> calls = traffic.latest(own, Traffic.MOST);
    Optional<Pause> pause =
        approvals.pauses().stream().filter(it -> it.target().equals(target)).findFirst();
    return new Target(
        target.name(), about, pause, calls.stream().findFirst(), calls.size(), sessions);
  }

  private void pause(Visit visit, PauseTarget target, String page) {
    Targets.require(config, target);
    approvals.pause(target, visit.person(), visit.field("comment"));
    visit.ctx().redirect(page, HttpStatus.SEE_OTHER);
  }

  private void resume(Visit visit, PauseTarget target, String page) {
    approvals.resume(target, visit.person());
    visit.ctx().redirect(page, HttpStatus.SEE_OTHER);
  }

  private static PauseTarget agent(Visit visit) {
    return Targets.agent(visit.ctx().pathParam("name"));
  }

  private static PauseTarget account(Visit visit) {
    return Targets.account(visit.ctx().pathParam("name"));
  }
}
