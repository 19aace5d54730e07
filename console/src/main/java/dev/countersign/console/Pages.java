package dev.countersign.console;

import dev.countersign.approvals.Person;
import dev.countersign.config.OperatorsConfig.ConsoleConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The pages: who comes in, and where what is. */
final class Pages {

  private static final String HTML = "text/html; charset=utf-8";
  private static final String HOME = "/";

  private final Templates templates = new Templates();
  private final People people;
  private final EventFeed events;
  private final Sessions sessions;
  private final LoginLimit limit;
  private final Cookies cookies;
  private final RequestPages requests;
  private final ControlPages controls;
  private final TrafficPages traffic;
  private final RulePages rules;

  Pages(
      Console.Parts parts,
      ConsoleConfig config,
      People people,
      EventFeed events,
      Traffic followed) {
    this.people = people;
    this.events = events;
    this.sessions = new Sessions(parts.clock());
    this.limit = new LoginLimit(parts.clock());
    this.cookies = new Cookies(config);
    this.requests = new RequestPages(parts, followed);
    this.controls = new ControlPages(parts, followed);
    this.traffic = new TrafficPages(parts, followed);
    this.rules = new RulePages(parts, followed);
  }

  List<Route> routes() {
    List<Route> routes =
        new ArrayList<>(
            List.of(
                Route.get("/assets/{name}", ctx -> Assets.serve(ctx, ctx.pathParam("name"))),
                Route.get("/login", this::showLogin),
                Route.post("/login", this::login),
                Route.post("/logout", changing(this::logout)),
                Route.get("/events", this::follow)));
    requests.addTo(routes, this);
    controls.addTo(routes, this);
    traffic.addTo(routes, this);
    rules.addTo(routes, this);
    return routes;
  }

  /** A page for people who are logged in; others are asked who they are. */
  Handler showing(Visit.Action action) {
    return ctx -> {
      Optional<Session> session = cookies.read(ctx).flatMap(sessions::use);
      if (session.isPresent()) {
        action.accept(new Visit(ctx, session.get(), templates));
      } else if (Cookies.mayBeWithheld(ctx)) {
        ctx.html(templates.render("again", Map.of("path", ctx.path())));
      } else {
        ctx.redirect("/login?next=" + Cookies.next(ctx.path()), HttpStatus.SEE_OTHER);
      }
    };
  }

  /** A part of a page that the page fetches by itself: it keeps no session alive. */
  Handler living(Visit.Action action) {
    return ctx -> action.accept(new Visit(ctx, peek(ctx), templates));
  }

  /** A form that changes something. */
  Handler changing(Visit.Action action) {
    return ctx -> {
      Session session = cookies.read(ctx).flatMap(sessions::use).orElseThrow(Pages::nobody);
      String token = Objects.requireNonNullElse(ctx.formParam("csrf"), "");
      if (!Hashes.same(session.csrf(), token)) {
        throw Problem.of(
            Problem.Kind.FORBIDDEN, "the form is not of this session: load the page again");
      }
      action.accept(new Visit(ctx, session, templates));
    };
  }

  private Session peek(Context ctx) {
    return cookies.read(ctx).flatMap(sessions::peek).orElseThrow(Pages::nobody);
  }

  private static Problem nobody() {
    return Problem.of(Problem.Kind.UNAUTHENTICATED, "log in again");
  }

  private void showLogin(Context ctx) {
    loginPage(ctx, "", Cookies.next(Objects.requireNonNullElse(ctx.queryParam("next"), HOME)));
  }

  private void loginPage(Context ctx, String message, String next) {
    ctx.html(templates.render("login", Map.of("message", message, "next", next)));
  }

  private void login(Context ctx) {
    String name = Objects.requireNonNullElse(ctx.formParam("name"), "").strip();
    String password = Objects.requireNonNullElse(ctx.formParam("password"), "");
    String next = Cookies.next(Objects.requireNonNullElse(ctx.formParam("next"), HOME));
    // All names that nobody has count as one.
    String counted = people.find(name).map(Person::name).orElse("");
    if (!limit.permits(counted, ctx.ip())) {
      ctx.status(HttpStatus.TOO_MANY_REQUESTS)
          .header("Retry-After", String.valueOf(LoginLimit.WINDOW.toSeconds()));
      loginPage(ctx, "Too many failed. Wait five minutes.", next);
      return;
    }
    limit.begin(counted, ctx.ip());
    Optional<Person> person = people.byPassword(name, password);
    if (person.isEmpty()) {
      ctx.status(HttpStatus.FORBIDDEN);
      loginPage(ctx, "Name or password is wrong.", next);
      return;
    }
    limit.succeeded(counted, ctx.ip());
    cookies.read(ctx).flatMap(sessions::peek).ifPresent(sessions::end);
    cookies.write(ctx, sessions.open(person.get()));
    ctx.redirect(next, HttpStatus.SEE_OTHER);
  }

  private void logout(Visit visit) {
    sessions.end(visit.session());
    cookies.clear(visit.ctx());
    visit.ctx().redirect("/login", HttpStatus.SEE_OTHER);
  }

  private void follow(Context ctx) throws Exception {
    Session session = peek(ctx);
    events.serve(ctx, session.person().name(), () -> sessions.isOpen(session));
  }

  /** Says why something was not done: as a page, or as a line for a page that asked by script. */
  void refuse(Context ctx, Problem problem) {
    String template = "true".equals(ctx.header("HX-Request")) ? "problem-line" : "problem";
    ctx.status(problem.status())
        .contentType(HTML)
        .result(
            templates.render(
                template,
                Map.of(
                    "title", problem.title(),
                    "detail", problem.detail(),
                    "login", problem.status() == Problem.Kind.UNAUTHENTICATED.status())));
  }
}
