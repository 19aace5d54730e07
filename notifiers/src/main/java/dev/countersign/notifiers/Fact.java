package dev.countersign.notifiers;

import dev.countersign.approvals.Card;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.Request;
import java.util.ArrayList;
import java.util.List;

/**
 * One thing that a person reads about a request before deciding it.
 *
 * @param values each on one line and bounded, but not escaped for any medium; at least one
 */
record Fact(String label, List<String> values) {

  /** Resources, and parameters, in one message; the console shows all. */
  static final int MOST_VALUES = 10;

  /** Code points of one value. */
  static final int LONGEST = 300;

  Fact {
    values = List.copyOf(values);
  }

  /** What a message about one request says, what matters most first. */
  static List<Fact> all(Request request) {
    Card card = request.card();
    List<Fact> facts = new ArrayList<>();
    add(facts, "Operation", List.of(operation(card)));
    add(facts, "Agent", List.of(agent(card)));
    add(facts, "Account", List.of(account(card)));
    add(facts, "Beware", warnings(card));
    add(facts, "Resources", some(card.resources(), card.moreResources()));
    add(
        facts,
        "Parameters",
        some(
            card.params().stream().map(it -> it.name() + " = " + it.value()).toList(),
            card.moreParams()));
    add(facts, "Rule", List.of(card.rule()));
    add(facts, "Reason", List.of(card.reason()));
    return facts;
  }

  /** What fits on a line: a subject, a notification. */
  static String headline(Request request) {
    Card card = request.card();
    return Texts.clip(
        card.agent() + " asks for " + operation(card) + " in " + accountName(card), 150);
  }

  /** One of several. */
  static String brief(Request request) {
    Card card = request.card();
    String resource = card.resource().isEmpty() ? "" : " " + card.resource();
    return Texts.clip(operation(card) + resource, LONGEST);
  }

  static String operation(Card card) {
    return card.action().isEmpty() ? card.service() + ": an unknown operation" : card.operation();
  }

  private static String agent(Card card) {
    return card.agent()
        + (card.verified() ? ", proved by its signature" : ", not proved")
        + ", from "
        + card.address();
  }

  private static String account(Card card) {
    return accountName(card) + (card.region().isEmpty() ? "" : ", " + card.region());
  }

  private static String accountName(Card card) {
    return card.accountName().isEmpty()
        ? card.account()
        : card.accountName() + " (" + card.account() + ")";
  }

  private static List<String> warnings(Card card) {
    List<String> warnings = new ArrayList<>();
    warnings.add("access: " + card.access().word());
    if (card.foreignAccount()) {
      warnings.add("names another account");
    }
    if (card.returnsCredentials()) {
      warnings.add("the answer carries credentials");
    }
    if (card.runsCode()) {
      warnings.add("runs code");
    }
    if (!card.unknown().isEmpty()) {
      warnings.add(
          "not known: "
              + String.join(", ", card.unknown().stream().map(Enum::name).sorted().toList()));
    }
    return warnings;
  }

  private static List<String> some(List<String> values, int more) {
    List<String> some = new ArrayList<>(values.subList(0, Math.min(MOST_VALUES, values.size())));
    int left = values.size() - some.size() + more;
    if (left > 0) {
      some.add("and " + left + " more");
    }
    return some;
  }

  private static void add(List<Fact> facts, String label, List<String> values) {
    List<String> shown =
        values.stream().filter(it -> !it.isEmpty()).map(it -> Texts.clip(it, LONGEST)).toList();
    if (!shown.isEmpty()) {
      facts.add(new Fact(label, shown));
    }
  }

  /** What people have said so far. */
  static List<String> votes(Request request) {
    return request.votes().stream()
        .map(
            vote ->
                vote.person()
                    + (isDenial(vote) ? " denied" : " approved")
                    + (vote.decision().comment().isEmpty()
                        ? ""
                        : ": " + Texts.clip(vote.decision().comment(), LONGEST)))
        .toList();
  }

  static boolean isDenial(Request.Vote vote) {
    return switch (vote.decision()) {
      case Decision.Approve _ -> false;
      case Decision.Deny _ -> true;
    };
  }
}
