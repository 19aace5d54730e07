package dev.countersign.console;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.Width;
import dev.countersign.notifiers.DecisionLinks;
import dev.countersign.notifiers.DecisionLinks.Link;
import dev.countersign.notifiers.Notifiers;
import dev.countersign.notifiers.SlackActions;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What people decide without logging in: by a link of their own, or by a button in Slack. */
final class OutsidePages {

  private static final String SLACK = "/slack/actions";
  private static final String LINK = DecisionLinks.PATH + "{token}";

  private final Approvals approvals;
  private final Optional<DecisionLinks> links;
  private final Optional<SlackActions> slack;
  private final People people;
  private final Templates templates;
  private final Clock clock;

  OutsidePages(Console.Parts parts, People people, Templates templates) {
    this.approvals = parts.approvals();
    this.links = parts.links();
    this.slack = parts.notifiers().map(Notifiers::slackActions);
    this.people = people;
    this.templates = templates;
    this.clock = parts.clock();
  }

  /** Whether it is for what Slack signs, and no browser sends. */
  static boolean isForSlack(Context ctx) {
    return ctx.path().equals(SLACK);
  }

  void addTo(List<Route> routes) {
    routes.add(Route.get(LINK, this::show));
    routes.add(
        Route.post(
            LINK + "/approve",
            ctx -> decide(ctx, new Decision.Approve(new Width.Once(), comment(ctx)))));
    routes.add(Route.post(LINK + "/deny", ctx -> decide(ctx, new Decision.Deny(comment(ctx)))));
    routes.add(Route.post(SLACK, this::slack));
  }

  private void show(Context ctx) {
    Link link = link(ctx);
    Request request =
        approvals
            .find(link.request())
            .orElseThrow(() -> Problem.of(Problem.Kind.NOT_FOUND, "there is no such request"));
    CardView card = CardView.of(request, person(link), clock.instant(), List.of());
    ctx.html(
        templates.render(
            "link", Map.of("it", card, "person", link.person(), "token", ctx.pathParam("token"))));
  }

  private void decide(Context ctx, Decision decision) {
    Link link = link(ctx);
    approvals.decide(link.request(), person(link), decision);
    ctx.redirect(DecisionLinks.PATH + ctx.pathParam("token"), HttpStatus.SEE_OTHER);
  }

  private Link link(Context ctx) {
    return links
        .flatMap(it -> it.read(ctx.pathParam("token"), clock.instant()))
        .orElseThrow(
            () -> Problem.of(Problem.Kind.NOT_FOUND, "the link is none, or no longer one"));
  }

  /** The role is that of the configuration now, whatever it was when the link was sent. */
  private Person person(Link link) {
    return people
        .find(link.person())
        .orElseThrow(() -> Problem.of(Problem.Kind.FORBIDDEN, "the link is nobody's any more"));
  }

  private static String comment(Context ctx) {
    return Objects.requireNonNullElse(ctx.formParam("comment"), "");
  }

  private void slack(Context ctx) throws IOException {
    SlackActions actions =
        slack.orElseThrow(() -> Problem.of(Problem.Kind.NOT_FOUND, "nothing is here"));
    byte[] body = ctx.req().getInputStream().readNBytes(SlackActions.LONGEST_BODY + 1);
    SlackActions.Reply reply =
        actions.handle(
            body,
            Objects.requireNonNullElse(ctx.header("X-Slack-Request-Timestamp"), ""),
            Objects.requireNonNullElse(ctx.header("X-Slack-Signature"), ""));
    ctx.status(reply.status()).contentType("text/plain; charset=utf-8").result(reply.body());
  }
}
