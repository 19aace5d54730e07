package dev.countersign.console;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.Width;
import dev.countersign.notifiers.DecisionLinks;
import dev.countersign.notifiers.DecisionLinks.Link;
import dev.countersign.notifiers.SlackActions;
import io.javalin.http.Context;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * What comes back from those who were told elsewhere: the links of messages, by which one person
 * decides one request without logging in, and the buttons of Slack.
 */
final class LinkPages {

  static final String SLACK = "/slack/actions";

  private static final String PATH = DecisionLinks.PATH + "{token}";

  private final Approvals approvals;
  private final People people;
  private final DecisionLinks links;
  private final SlackActions slack;
  private final Templates templates = new Templates();
  private final Clock clock;

  LinkPages(Console.Parts parts, People people) {
    this.approvals = parts.approvals();
    this.people = people;
    this.links = parts.links();
    this.slack = parts.slack();
    this.clock = parts.clock();
  }

  List<Route> routes() {
    return List.of(
        Route.get(PATH, this::show),
        Route.post(PATH, this::decide),
        Route.post(SLACK, this::slack));
  }

  /** Decides nothing: those who scan mail follow its links. */
  private void show(Context ctx) {
    Link link = link(ctx);
    page(ctx, request(link), person(link), "");
  }

  private void decide(Context ctx) {
    Link link = link(ctx);
    Request decided = approvals.decide(link.request(), person(link), decision(ctx));
    page(ctx, decided, person(link), "Your decision is taken.");
  }

  private void page(Context ctx, Request request, Person person, String message) {
    CardView card = CardView.of(request, person, clock.instant(), List.of());
    ctx.html(
        templates.render(
            "link",
            Map.of("it", card, "person", person.name(), "action", ctx.path(), "message", message)));
  }

  private static Decision decision(Context ctx) {
    String comment = Objects.requireNonNullElse(ctx.formParam("comment"), "").strip();
    return switch (Objects.requireNonNullElse(ctx.formParam("decision"), "")) {
      case "approve" -> new Decision.Approve(new Width.Once(), comment);
      case "deny" -> new Decision.Deny(comment);
      default -> throw Problem.of(Problem.Kind.BAD_REQUEST, "approve or deny is missing");
    };
  }

  private Link link(Context ctx) {
    return links
        .read(ctx.pathParam("token"), clock.instant())
        .orElseThrow(
            () ->
                Problem.of(
                    Problem.Kind.NOT_FOUND,
                    "the link is not one of this gateway's, or it has expired; log in instead"));
  }

  private Request request(Link link) {
    return approvals
        .find(link.request())
        .orElseThrow(() -> Problem.of(Problem.Kind.NOT_FOUND, "there is no such request"));
  }

  /** With the role that the configuration gives now, whatever it was when the link was made. */
  private Person person(Link link) {
    return people
        .find(link.person())
        .orElseThrow(() -> Problem.of(Problem.Kind.FORBIDDEN, "the link is nobody's any more"));
  }

  private void slack(Context ctx) {
    SlackActions.Reply reply =
        slack.handle(
            ctx.bodyAsBytes(),
            Objects.requireNonNullElse(ctx.header("X-Slack-Request-Timestamp"), ""),
            Objects.requireNonNullElse(ctx.header("X-Slack-Signature"), ""));
    ctx.status(reply.status()).contentType("text/plain; charset=utf-8").result(reply.body());
  }
}
