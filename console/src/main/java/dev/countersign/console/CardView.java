package dev.countersign.console;

import dev.countersign.approvals.Card;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.GrantTerms.Scope;
import dev.countersign.model.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What a page shows of a request.
 *
 * @param version changes whenever the page would look different
 * @param warnings what is unusual about it
 * @param mayApprove whether the buttons are there; whether a decision counts, approvals say
 * @param whyNot why they are not
 * @param recent what its agent did shortly before
 */
record CardView(
    Request request,
    Card card,
    String version,
    String operation,
    String access,
    String state,
    String left,
    List<String> warnings,
    List<VoteView> votes,
    boolean pending,
    boolean mayApprove,
    boolean mayDeny,
    String whyNot,
    List<Choice> choices,
    String longest,
    String calls,
    boolean resourceRequired,
    List<Seen> recent) {

  /** What somebody said, in words. */
  record VoteView(String person, String said, String comment, Instant at) {}

  /** A width that may be chosen. */
  record Choice(String width, String text) {}

  static CardView of(Request request, Person person, Instant now, List<Seen> recent) {
    Card card = request.card();
    GrantTerms terms = card.terms();
    boolean pending = request.state() == Request.State.PENDING && now.isBefore(request.expires());
    String whyNot = pending ? whyNot(request, person) : "";
    boolean ownOnly = isOwn(request, person) && mayDecide(request, person);
    return new CardView(
        request,
        card,
        Words.kebab(request.state()) + "-" + request.votes().size() + (pending ? "" : "-over"),
        Words.operation(card),
        Words.access(card.access()),
        state(request, pending),
        Words.duration(Duration.between(now, request.expires())),
        warnings(card),
        request.votes().stream().map(CardView::vote).toList(),
        pending,
        pending && whyNot.isEmpty(),
        pending && (whyNot.isEmpty() || ownOnly),
        whyNot,
        choices(request),
        Words.duration(terms.atMost()),
        terms.calls().isPresent() ? String.valueOf(terms.calls().getAsInt()) : "",
        terms.scope().contains(Scope.RESOURCE),
        recent);
  }

  private static String whyNot(Request request, Person person) {
    if (person.role() == Role.VIEWER) {
      return "You look, and do not decide.";
    }
    if (!request.group().people().contains(person.name())) {
      return "The rule asks " + request.group().name() + ", and you are not one of them.";
    }
    if (isOwn(request, person)) {
      return "It is your own agent: somebody else approves.";
    }
    return "";
  }

  private static boolean mayDecide(Request request, Person person) {
    return person.role() != Role.VIEWER && request.group().people().contains(person.name());
  }

  private static boolean isOwn(Request request, Person person) {
    return request.group().notOwn() && person.agents().contains(request.card().agent());
  }

  private static String state(Request request, boolean pending) {
    return switch (request.state()) {
      case PENDING -> pending ? "waits for a decision" : "was not decided in time";
      case APPROVED -> "approved, and the call has not come yet";
      case USED -> "approved, and the call went";
      case GRANTED -> "covered by a permission that stands";
      case DENIED -> "denied";
      case EXPIRED -> "was not decided, or not used, in time";
      case STOPPED -> "ended: its agent or account was paused";
    };
  }

  private static VoteView vote(Request.Vote vote) {
    return new VoteView(
        vote.person(), WidthText.of(vote.decision()), vote.decision().comment(), vote.at());
  }

  private static List<String> warnings(Card card) {
    List<String> warnings = new ArrayList<>();
    add(warnings, card.action().isEmpty(), "Which operation this is, is not known.");
    add(warnings, !card.verified(), "The agent has not proved who it is.");
    add(warnings, card.foreignAccount(), "It names something of another account.");
    add(warnings, card.returnsCredentials(), "The answer carries credentials or secrets.");
    add(warnings, card.runsCode(), "It makes something run.");
    if (!card.unknown().isEmpty()) {
      warnings.add(
          "Not known: "
              + String.join(", ", card.unknown().stream().map(Words::kebab).sorted().toList())
              + ".");
    }
    return warnings;
  }

  private static void add(List<String> warnings, boolean holds, String warning) {
    if (holds) {
      warnings.add(warning);
    }
  }

  private static List<Choice> choices(Request request) {
    return Offers.of(request).stream()
        .filter(width -> !width.equals(Offers.BATCH))
        .map(width -> new Choice(width, text(width, request.card())))
        .toList();
  }

  private static String text(String width, Card card) {
    return switch (width) {
      case Offers.ONCE -> "this request, once";
      case Offers.SAME -> "the same request again, for a while";
      default -> "every " + card.operation() + " of this agent in this account, for a while";
    };
  }
}
