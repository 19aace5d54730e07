package dev.countersign.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.PauseTarget;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.RequestFilter;
import dev.countersign.config.GatewayConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.time.Clock;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The HTTP API. Whoever uses it sends a bearer token; a browser's session is worth nothing here.
 */
final class Api {

  static final String PREFIX = "/api/v1";

  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";
  private static final String BEARER = "Bearer ";
  private static final int DEFAULT_LIMIT = 100;

  private final GatewayConfig config;
  private final Approvals approvals;
  private final People people;
  private final EventFeed events;
  private final Traffic traffic;
  private final Clock clock;

  Api(Console.Parts parts, People people, EventFeed events, Traffic traffic) {
    this.config = parts.config();
    this.approvals = parts.approvals();
    this.people = people;
    this.events = events;
    this.traffic = traffic;
    this.clock = parts.clock();
  }

  static boolean isFor(Context ctx) {
    return ctx.path().equals(PREFIX) || ctx.path().startsWith(PREFIX + "/");
  }

  List<Route> routes() {
    return List.of(
        Route.get(PREFIX + "/health", ctx -> answer(ctx, new ApiJson.Health("ok"))),
        Route.get(PREFIX + "/openapi.yaml", ctx -> Assets.serve(ctx, "openapi.yaml")),
        Route.get(PREFIX + "/me", ctx -> answer(ctx, ApiJson.of(person(ctx)))),
        Route.get(PREFIX + "/approvals", this::list),
        Route.get(PREFIX + "/approvals/events", this::follow),
        Route.get(PREFIX + "/approvals/{id}", this::show),
        Route.get(PREFIX + "/approvals/{id}/recent", this::recent),
        Route.post(PREFIX + "/approvals/{id}/approve", this::approve),
        Route.post(PREFIX + "/approvals/{id}/deny", this::deny),
        Route.get(PREFIX + "/grants", this::grants),
        Route.delete(PREFIX + "/grants/{id}", this::revoke),
        Route.get(PREFIX + "/pauses", this::pauses),
        Route.put(PREFIX + "/pauses/agent/{name}", ctx -> pause(ctx, agent(ctx))),
        Route.delete(PREFIX + "/pauses/agent/{name}", ctx -> resume(ctx, agent(ctx))),
        Route.put(PREFIX + "/pauses/account/{id}", ctx -> pause(ctx, account(ctx))),
        Route.delete(PREFIX + "/pauses/account/{id}", ctx -> resume(ctx, account(ctx))));
  }

  private Person person(Context ctx) {
    return Optional.ofNullable(ctx.header("Authorization"))
        .filter(it -> it.regionMatches(true, 0, BEARER, 0, BEARER.length()))
        .map(it -> it.substring(BEARER.length()).strip())
        .flatMap(people::byToken)
        .orElseThrow(
            () ->
                Problem.of(
                    Problem.Kind.UNAUTHENTICATED,
                    "send the token of a person: Authorization: Bearer ..."));
  }

  private void list(Context ctx) {
    person(ctx);
    answer(
        ctx, new ApiJson.Approvals(approvals.list(filter(ctx)).stream().map(ApiJson::of).toList()));
  }

  private static RequestFilter filter(Context ctx) {
    return new RequestFilter(
        states(ctx),
        Optional.empty(),
        query(ctx, "agent"),
        query(ctx, "account"),
        query(ctx, "batch"),
        query(ctx, "limit").map(Api::limit).orElse(DEFAULT_LIMIT));
  }

  private static Set<Request.State> states(Context ctx) {
    Set<Request.State> states = EnumSet.noneOf(Request.State.class);
    for (String words : ctx.queryParams("state")) {
      Arrays.stream(words.split(",", -1)).map(Api::state).forEach(states::add);
    }
    return states;
  }

  private static Request.State state(String word) {
    return Arrays.stream(Request.State.values())
        .filter(state -> Words.kebab(state).equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "state: (expected: "
                        + String.join(
                            ", ", Arrays.stream(Request.State.values()).map(Words::kebab).toList())
                        + ")"));
  }

  private static int limit(String text) {
    if (!text.matches("[1-9][0-9]{0,3}") || Integer.parseInt(text) > RequestFilter.MOST) {
      throw wrong("limit: (expected: 1 to " + RequestFilter.MOST + ")");
    }
    return Integer.parseInt(text);
  }

  private static Optional<String> query(Context ctx, String name) {
    return Optional.ofNullable(ctx.queryParam(name)).filter(text -> !text.isEmpty());
  }

  private void show(Context ctx) {
    person(ctx);
    answer(ctx, ApiJson.of(find(ctx.pathParam("id"))));
  }

  private void recent(Context ctx) {
    person(ctx);
    List<Seen> calls = traffic.before(find(ctx.pathParam("id")));
    answer(ctx, new ApiJson.Recent(calls.stream().map(ApiJson::of).toList()));
  }

  private Request find(String id) {
    return approvals
        .find(id)
        .orElseThrow(() -> Problem.of(Problem.Kind.NOT_FOUND, "there is no such request"));
  }

  private void follow(Context ctx) throws IOException {
    events.serve(ctx, person(ctx).name(), () -> true);
  }

  private void approve(Context ctx) {
    Person by = person(ctx);
    Decision decision = new Wish(read(ctx, ApiJson.Approve.class)).decision();
    answer(ctx, ApiJson.of(approvals.decide(ctx.pathParam("id"), by, decision)));
  }

  private void deny(Context ctx) {
    Person by = person(ctx);
    Decision decision = new Decision.Deny(comment(ctx));
    answer(ctx, ApiJson.of(approvals.decide(ctx.pathParam("id"), by, decision)));
  }

  private void grants(Context ctx) {
    person(ctx);
    boolean ended = query(ctx, "ended").map(Boolean::parseBoolean).orElse(false);
    answer(
        ctx,
        new ApiJson.Grants(
            approvals.grants(ended).stream()
                .map(grant -> ApiJson.of(grant, clock.instant()))
                .toList()));
  }

  private void revoke(Context ctx) {
    Person by = person(ctx);
    answer(ctx, ApiJson.of(approvals.revoke(ctx.pathParam("id"), by), clock.instant()));
  }

  private void pauses(Context ctx) {
    person(ctx);
    answer(ctx, new ApiJson.Pauses(approvals.pauses().stream().map(ApiJson::of).toList()));
  }

  private void pause(Context ctx, PauseTarget target) {
    Person by = person(ctx);
    Targets.require(config, target);
    answer(ctx, ApiJson.of(approvals.pause(target, by, comment(ctx))));
  }

  private void resume(Context ctx, PauseTarget target) {
    Person by = person(ctx);
    approvals.resume(target, by);
    ctx.status(204);
  }

  private static PauseTarget agent(Context ctx) {
    return Targets.agent(ctx.pathParam("name"));
  }

  private static PauseTarget account(Context ctx) {
    return Targets.account(ctx.pathParam("id"));
  }

  private static String comment(Context ctx) {
    return ctx.bodyAsBytes().length == 0
        ? ""
        : Objects.requireNonNullElse(read(ctx, ApiJson.Comment.class).comment(), "");
  }

  private static <T> T read(Context ctx, Class<T> type) {
    String content = Objects.requireNonNullElse(ctx.contentType(), "");
    if (!content.split(";", 2)[0].strip().equalsIgnoreCase(JSON)) {
      throw wrong("the body has another type (expected: " + JSON + ")");
    }
    try {
      T value = ApiJson.mapper().readValue(ctx.bodyAsBytes(), type);
      if (value == null) {
        throw wrong("the body is empty (expected: an object)");
      }
      return value;
    } catch (JsonProcessingException e) {
      throw wrong("the body: " + e.getOriginalMessage());
    } catch (IOException e) {
      throw wrong("the body cannot be read");
    }
  }

  private static Problem wrong(String message) {
    return Problem.of(Problem.Kind.BAD_REQUEST, message);
  }

  private static void answer(Context ctx, Object value) {
    ctx.contentType(JSON).result(ApiJson.write(value));
  }

  static void refuse(Context ctx, Problem problem) {
    if (problem.status() == Problem.Kind.UNAUTHENTICATED.status()) {
      ctx.header("WWW-Authenticate", "Bearer realm=\"countersign\"");
    }
    ctx.status(problem.status()).contentType(PROBLEM).result(ApiJson.write(ApiJson.of(problem)));
  }
}
