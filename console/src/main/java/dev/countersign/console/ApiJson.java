package dev.countersign.console;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.countersign.approvals.Card;
import dev.countersign.approvals.Change;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Grant;
import dev.countersign.approvals.Pause;
import dev.countersign.approvals.PauseTarget;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.Text;
import dev.countersign.approvals.Width;
import dev.countersign.model.GrantTerms;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the API, as {@code openapi.yaml} describes it. Names are in snake case, times are RFC
 * 3339 in UTC, durations are as in the config ({@code 15m}), and what is absent is left out.
 * Readers must ignore members that they do not know: there will be more.
 */
public final class ApiJson {

  private static final JsonMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .defaultPropertyInclusion(
              JsonInclude.Value.construct(
                  JsonInclude.Include.NON_NULL, JsonInclude.Include.NON_NULL))
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private ApiJson() {}

  /** A parameter of the call; the value of a redacted one is a mark. */
  public record Param(String name, String value, boolean redacted) {}

  /**
   * A width, in answers and in what approves.
   *
   * @param width which of the four kinds it is, such as {@code once}
   * @param lasting named {@code for}: how long; absent for {@code once}
   * @param calls how many calls; for an operation only
   * @param resource an ARN or identifier, or how it begins and then {@code *}; for an operation
   * @param actions the operations; for {@code batch}
   */
  public record WidthJson(
      String width,
      @JsonProperty("for") @Nullable String lasting,
      @Nullable Integer calls,
      @Nullable String resource,
      @Nullable List<String> actions) {}

  /** What a person said; {@code decision} is {@code approve} or {@code deny}. */
  public record Vote(
      String person, String decision, @Nullable WidthJson width, String comment, String at) {}

  /**
   * How wide an approval may be.
   *
   * @param widths those that may be given
   * @param longest how long a permission may last; absent where only {@code once} may be given
   * @param mostCalls the most calls; absent for any number
   * @param resourceRequired whether a permission for the operation has to name a resource
   */
  public record Offer(
      List<String> widths,
      @Nullable String longest,
      @Nullable Integer mostCalls,
      boolean resourceRequired) {}

  /** A request, with all that its card says. */
  public record Approval(
      String id,
      String batch,
      String state,
      String agent,
      boolean verified,
      String address,
      String account,
      String accountName,
      String operation,
      String service,
      String action,
      String api,
      String region,
      String host,
      String method,
      String access,
      String resource,
      List<String> resources,
      int moreResources,
      boolean foreignAccount,
      List<String> iamActions,
      boolean returnsCredentials,
      boolean runsCode,
      List<Param> params,
      int moreParams,
      List<String> unknown,
      String rule,
      String reason,
      String group,
      int quorum,
      boolean commentRequired,
      Offer offer,
      String asked,
      String expires,
      @Nullable String decided,
      List<Vote> votes,
      @Nullable WidthJson width,
      @Nullable String grant) {}

  /** {@code state} is {@code standing}, {@code ended} or {@code revoked}. */
  public record GrantJson(
      String id,
      String approval,
      String state,
      String agent,
      String account,
      String operation,
      WidthJson width,
      String rule,
      List<String> by,
      String comment,
      String given,
      String expires,
      @Nullable Integer calls,
      int used,
      @Nullable String revokedBy,
      @Nullable String revokedAt) {}

  /** {@code kind} is {@code agent} or {@code account}. */
  public record PauseJson(String kind, String name, String by, String comment, String since) {}

  public record Me(String name, String role, List<String> agents) {}

  public record Approvals(List<Approval> approvals) {}

  /**
   * A call that an agent made before it asked.
   *
   * @param operation {@code ec2:RunInstances}; the host where none was recognized
   * @param verdict empty where the rules were not reached
   * @param outcome in words, such as {@code answered 200}
   */
  public record Call(
      String id,
      String at,
      String operation,
      String resource,
      String verdict,
      String rule,
      String outcome) {}

  public record Recent(List<Call> calls) {}

  public record Grants(List<GrantJson> grants) {}

  public record Pauses(List<PauseJson> pauses) {}

  public record Health(String status) {}

  /** An event's data; {@code kind} {@code missed}: everything may be different. */
  public record ChangeJson(String kind, String subject) {}

  /** RFC 9457, and {@code code}: a word for programs. */
  public record ProblemJson(String type, String title, int status, String detail, String code) {}

  /** What approves. */
  public record Approve(
      @Nullable String width,
      @JsonProperty("for") @Nullable String lasting,
      @Nullable Integer calls,
      @Nullable String resource,
      @Nullable List<String> actions,
      @Nullable String comment) {}

  /** What denies, or pauses. */
  public record Comment(@Nullable String comment) {}

  /** Reads and writes what is here. */
  public static JsonMapper mapper() {
    return MAPPER;
  }

  static String write(Object value) {
    try {
      return MAPPER.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records of texts and numbers are JSON", e);
    }
  }

  static Approval of(Request request) {
    Card card = request.card();
    return new Approval(
        request.id(),
        request.batch(),
        Words.kebab(request.state()),
        card.agent(),
        card.verified(),
        card.address(),
        card.account(),
        card.accountName(),
        card.operation(),
        card.service(),
        card.action(),
        card.api(),
        card.region(),
        card.host(),
        card.method(),
        card.access().word(),
        card.resource(),
        card.resources(),
        card.moreResources(),
        card.foreignAccount(),
        card.iamActions(),
        card.returnsCredentials(),
        card.runsCode(),
        card.params().stream().map(it -> new Param(it.name(), it.value(), it.redacted())).toList(),
        card.moreParams(),
        card.unknown().stream().map(Words::kebab).sorted().toList(),
        card.rule(),
        card.reason(),
        request.group().name(),
        request.group().quorum(),
        request.group().commentRequired(),
        offer(request),
        text(request.asked()),
        text(request.expires()),
        request.decided().map(ApiJson::text).orElse(null),
        request.votes().stream().map(ApiJson::of).toList(),
        request.width().map(ApiJson::of).orElse(null),
        request.grant().orElse(null));
  }

  private static Offer offer(Request request) {
    GrantTerms terms = request.card().terms();
    return new Offer(
        Offers.of(request),
        terms.atMost().isZero() ? null : Words.duration(terms.atMost()),
        boxed(terms.calls()),
        terms.scope().contains(GrantTerms.Scope.RESOURCE));
  }

  private static Vote of(Request.Vote vote) {
    return switch (vote.decision()) {
      case Decision.Approve(var width, var comment) ->
          new Vote(vote.person(), "approve", of(width), comment, text(vote.at()));
      case Decision.Deny(var comment) ->
          new Vote(vote.person(), "deny", null, comment, text(vote.at()));
    };
  }

  static WidthJson of(Width width) {
    return switch (width) {
      case Width.Once _ -> new WidthJson("once", null, null, null, null);
      case Width.SameRequest(var duration) ->
          new WidthJson("same", Words.duration(duration), null, null, null);
      case Width.Action(var duration, var calls, var resource) ->
          new WidthJson(
              "action", Words.duration(duration), boxed(calls), resource.orElse(null), null);
      case Width.Batch(var actions, var duration) ->
          new WidthJson("batch", Words.duration(duration), null, null, sorted(actions));
    };
  }

  static GrantJson of(Grant grant, Instant now) {
    Optional<Grant.Revocation> revoked = grant.revoked();
    boolean usedUp = grant.calls().isPresent() && grant.used() >= grant.calls().getAsInt();
    boolean ended = usedUp || !now.isBefore(grant.expires());
    return new GrantJson(
        grant.id(),
        grant.request(),
        revoked.isPresent() ? "revoked" : ended ? "ended" : "standing",
        grant.agent(),
        grant.account(),
        grant.operation(),
        of(grant.width()),
        grant.rule(),
        grant.by(),
        grant.comment(),
        text(grant.given()),
        text(grant.expires()),
        boxed(grant.calls()),
        grant.used(),
        revoked.map(Grant.Revocation::by).orElse(null),
        revoked.map(it -> text(it.at())).orElse(null));
  }

  static Call of(Seen seen) {
    return new Call(
        seen.id(),
        text(seen.time()),
        Text.shown(seen.operation(), Card.RESOURCE),
        Text.shown(seen.resource(), Card.RESOURCE),
        seen.verdict(),
        seen.rule(),
        seen.outcome());
  }

  static PauseJson of(Pause pause) {
    String kind =
        switch (pause.target()) {
          case PauseTarget.OfAgent _ -> "agent";
          case PauseTarget.OfAccount _ -> "account";
        };
    return new PauseJson(
        kind, pause.target().name(), pause.by(), pause.comment(), text(pause.since()));
  }

  static Me of(Person person) {
    return new Me(person.name(), Words.kebab(person.role()), sorted(person.agents()));
  }

  static ChangeJson of(Change change) {
    return new ChangeJson(Words.kebab(change.kind()), change.subject());
  }

  static ProblemJson of(Problem problem) {
    return new ProblemJson(
        "urn:countersign:problem:" + problem.code(),
        problem.title(),
        problem.status(),
        problem.detail(),
        problem.code());
  }

  private static String text(Instant time) {
    return time.toString();
  }

  private static List<String> sorted(Set<String> texts) {
    return texts.stream().sorted().toList();
  }

  private static @Nullable Integer boxed(OptionalInt number) {
    return number.isPresent() ? number.getAsInt() : null;
  }
}
