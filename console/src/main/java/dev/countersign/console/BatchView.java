package dev.countersign.console;

import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.model.GrantTerms.Scope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Requests that are shown together, since one agent asks for them in one account under one rule.
 *
 * @param cards the oldest first
 * @param operations all of those that are asked for, each once
 * @param ids of what may be decided together: what the page shows, and not what came since
 * @param permitsRun whether a permission for all of the operations may be given
 */
record BatchView(
    String id,
    String version,
    List<CardView> cards,
    List<String> operations,
    List<String> ids,
    boolean permitsRun) {

  static List<BatchView> of(
      List<Request> newestFirst, Person person, Instant now, Function<Request, List<Seen>> recent) {
    Map<String, List<CardView>> batches = new LinkedHashMap<>();
    for (Request request : newestFirst.reversed()) {
      batches
          .computeIfAbsent(request.batch(), _ -> new ArrayList<>())
          .add(CardView.of(request, person, now, recent.apply(request)));
    }
    return batches.entrySet().stream().map(it -> of(it.getKey(), it.getValue())).toList();
  }

  private static BatchView of(String id, List<CardView> cards) {
    List<CardView> open = cards.stream().filter(CardView::mayApprove).toList();
    StringBuilder version = new StringBuilder();
    cards.forEach(card -> version.append(card.request().id()).append(card.version()).append(' '));
    return new BatchView(
        id,
        version.toString().strip(),
        cards,
        cards.stream().map(card -> card.card().operation()).distinct().sorted().toList(),
        open.stream().map(card -> card.request().id()).toList(),
        open.stream().allMatch(BatchView::permitsRun));
  }

  private static boolean permitsRun(CardView card) {
    return !card.card().terms().atMost().isZero()
        && card.card().terms().scope().contains(Scope.ACTION)
        && !card.resourceRequired()
        && !card.card().action().isEmpty();
  }

  /** Whether there is more than one of them to decide. */
  public boolean several() {
    return ids.size() > 1;
  }

  public String longest() {
    return cards.stream()
        .min(Comparator.comparing(card -> card.card().terms().atMost()))
        .orElseThrow()
        .longest();
  }

  public CardView first() {
    return cards.getFirst();
  }
}
