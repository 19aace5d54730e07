package dev.countersign.console;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.DecisionRefused;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.RequestFilter;
import dev.countersign.approvals.Width;
import dev.countersign.config.Amounts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What people are asked: the requests that wait, and those that did. */
final class RequestPages {

  private static final int MOST_SHOWN = 100;
  private static final int MOST_DECIDED = 5;

  /** How long the page of what waits shows what was decided. */
  private static final Duration RECENT = Duration.ofMinutes(10);

  private static final Set<Request.State> DECIDED =
      Set.of(
          Request.State.APPROVED,
          Request.State.USED,
          Request.State.GRANTED,
          Request.State.DENIED,
          Request.State.STOPPED);

  private final Approvals approvals;
  private final Traffic traffic;
  private final Clock clock;

  RequestPages(Console.Parts parts, Traffic traffic) {
    this.approvals = parts.approvals();
    this.traffic = traffic;
    this.clock = parts.clock();
  }

  void addTo(List<Route> routes, Pages pages) {
    routes.add(Route.get("/", pages.showing(this::pending)));
    routes.add(Route.get("/live/requests", pages.living(this::pendingPart)));
    routes.add(Route.get("/history", pages.showing(this::history)));
    routes.add(Route.get("/approvals/{id}", pages.showing(this::one)));
    routes.add(Route.post("/approvals/{id}/approve", pages.changing(this::approve)));
    routes.add(Route.post("/approvals/{id}/deny", pages.changing(this::deny)));
    routes.add(Route.post("/batches/approve", pages.changing(this::approveAll)));
    routes.add(Route.post("/batches/run", pages.changing(this::permitRun)));
    routes.add(Route.post("/batches/deny", pages.changing(this::denyAll)));
  }

  private void pending(Visit visit) {
    visit.render("pending", model(visit));
  }

  private void pendingPart(Visit visit) {
    visit.render("requests", model(visit));
  }

  private Map<String, Object> model(Visit visit) {
    Instant now = clock.instant();
    List<Request> waiting =
        approvals.list(RequestFilter.pending()).stream()
            .filter(it -> now.isBefore(it.expires()))
            .toList();
    // The oldest first: what came last is not what has waited longest.
    List<Request> shown = waiting.reversed().stream().limit(MOST_SHOWN).toList().reversed();
    return Map.of(
        "batches", BatchView.of(shown, visit.person(), now, traffic::before),
        "more", waiting.size() - shown.size(),
        "decided", decided(visit, now));
  }

  /** So that who looks sees that somebody else was first, and who. */
  private List<CardView> decided(Visit visit, Instant now) {
    return list(DECIDED, 50).stream()
        .filter(it -> it.decided().map(at -> at.isAfter(now.minus(RECENT))).orElse(false))
        .limit(MOST_DECIDED)
        .map(it -> CardView.of(it, visit.person(), now, List.of()))
        .toList();
  }

  private List<Request> list(Set<Request.State> states, int limit) {
    return approvals.list(
        new RequestFilter(
            states, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), limit));
  }

  private void history(Visit visit) {
    Instant now = clock.instant();
    String agent = visit.field("agent");
    List<CardView> cards =
        approvals
            .list(
                new RequestFilter(
                    Set.of(),
                    Optional.empty(),
                    Optional.of(agent).filter(it -> !it.isEmpty()),
                    Optional.empty(),
                    Optional.empty(),
                    MOST_SHOWN))
            .stream()
            .map(it -> CardView.of(it, visit.person(), now, List.of()))
            .toList();
    visit.render("history", Map.of("cards", cards, "agent", agent));
  }

  private void one(Visit visit) {
    Request request =
        approvals
            .find(visit.ctx().pathParam("id"))
            .orElseThrow(() -> Problem.of(Problem.Kind.NOT_FOUND, "there is no such request"));
    visit.render(
        "approval",
        Map.of(
            "it", CardView.of(request, visit.person(), clock.instant(), traffic.before(request))));
  }

  private void approve(Visit visit) {
    String id = visit.ctx().pathParam("id");
    Request request = approvals.decide(id, visit.person(), new FormWish(visit).decision());
    visit.done(id + ": " + outcome(request), "/approvals/" + id);
  }

  private void deny(Visit visit) {
    String id = visit.ctx().pathParam("id");
    approvals.decide(id, visit.person(), new Decision.Deny(visit.field("comment")));
    visit.done(id + ": denied.", "/approvals/" + id);
  }

  private static String outcome(Request request) {
    return request.state() == Request.State.PENDING
        ? "your approval counts; " + request.group().quorum() + " have to agree."
        : "approved.";
  }

  private void approveAll(Visit visit) {
    Decision decision = new Decision.Approve(new Width.Once(), visit.field("comment"));
    each(visit, decision, "approved");
  }

  private void denyAll(Visit visit) {
    each(visit, new Decision.Deny(visit.field("comment")), "denied");
  }

  /** Only what the page showed is decided; what was decided meanwhile stays as it is. */
  private void each(Visit visit, Decision decision, String done) {
    int count = 0;
    DecisionRefused last = null;
    List<String> ids = ids(visit);
    for (String id : ids) {
      try {
        approvals.decide(id, visit.person(), decision);
        count++;
      } catch (DecisionRefused e) {
        last = e;
      }
    }
    if (count == 0 && last != null) {
      throw last;
    }
    String rest =
        last == null ? "." : "; " + (ids.size() - count) + " not: " + last.getMessage() + ".";
    visit.done(count + " " + done + rest, "/");
  }

  private void permitRun(Visit visit) {
    List<String> ids = ids(visit);
    Set<String> actions = new HashSet<>();
    ids.forEach(id -> approvals.find(id).ifPresent(it -> actions.add(it.card().operation())));
    Duration duration =
        Amounts.duration(visit.field("for"))
            .orElseThrow(
                () -> Problem.of(Problem.Kind.BAD_REQUEST, "how long: such as 15m or 1h30m"));
    approvals.decide(
        ids.getFirst(),
        visit.person(),
        new Decision.Approve(new Width.Batch(actions, duration), visit.field("comment")));
    visit.done("The run is approved for " + Words.duration(duration) + ".", "/grants");
  }

  private static List<String> ids(Visit visit) {
    List<String> ids = visit.ctx().formParams("id");
    if (ids.isEmpty() || ids.size() > MOST_SHOWN) {
      throw Problem.of(Problem.Kind.BAD_REQUEST, "nothing is chosen, or too much");
    }
    return ids;
  }
}
