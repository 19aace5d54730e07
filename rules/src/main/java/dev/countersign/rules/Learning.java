package dev.countersign.rules;

import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCall.Fact;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Proposes rules that permit the calls that it is shown, and no others than {@link Breadth} says.
 * Not safe for several threads.
 *
 * <p>Three steps: a call becomes a {@link Seen}, what is the same in many calls; {@link Grouping}
 * makes {@link ProposedRule}s of them; {@link Learnt} writes those down.
 */
public final class Learning {

  /** How much wider than what was seen the proposal may be. */
  public enum Breadth {
    /** The very resources that were named. */
    EXACT,
    /** Where several resources share a parent, all below that parent. */
    PREFIX,
    /** Every resource. */
    ANY
  }

  /** Different things that are told apart; more of them are no set that a person would read. */
  static final int MAX_SEEN = 100_000;

  private static final int MAX_SKIPPED = 50;

  private final Breadth breadth;
  private final Optional<String> agent;
  private final Set<Seen> seen = new LinkedHashSet<>();
  private final SortedMap<String, Long> skipped = new TreeMap<>();
  private final Map<String, Account> accounts = new HashMap<>();
  private long calls;
  private boolean verified = true;
  private Instant from = Instant.MAX;
  private Instant to = Instant.MIN;

  /**
   * @param agent whose calls these are; empty: anybody's, and the rules will not ask who calls
   */
  public Learning(Breadth breadth, Optional<String> agent) {
    this.breadth = breadth;
    this.agent = agent;
  }

  /**
   * Takes the next call.
   *
   * @return false where there are too many different ones; the proposal lacks this one
   */
  public boolean add(AwsCall call, Agent who, Instant time) {
    Optional<String> why = whyNot(call);
    if (why.isPresent()) {
      skip(call.service() + ": " + why.get());
      return true;
    }
    Seen what =
        Seen.of(call, accounts.computeIfAbsent(call.account().id(), _ -> call.account()), breadth);
    if (seen.size() >= MAX_SEEN && !seen.contains(what)) {
      return false;
    }
    seen.add(what);
    calls++;
    verified &= who.verified();
    from = time.isBefore(from) ? time : from;
    to = time.isAfter(to) ? time : to;
    return true;
  }

  private void skip(String what) {
    String known = skipped.containsKey(what) || skipped.size() < MAX_SKIPPED ? what : "others";
    skipped.merge(known, 1L, Long::sum);
  }

  private Optional<String> whyNot(AwsCall call) {
    if (!call.known()) {
      return Optional.of("the operation is not known");
    }
    if (!call.auth().isOrdinary()) {
      return Optional.of(call.action() + ": its aws.auth is " + call.auth().word());
    }
    if (!call.knows(Fact.REGION)) {
      return Optional.of(call.action() + ": its region is not known");
    }
    if (breadth != Breadth.ANY && !call.knows(Fact.RESOURCES)) {
      return Optional.of(call.action() + ": its resources are not all known");
    }
    return Stream.concat(
                Stream.of(call.service(), call.action(), call.region(), call.resource()),
                call.resources().stream())
            .allMatch(Quoted::canHold)
        ? Optional.empty()
        : Optional.of(call.action() + ": it has a text that no rule can hold");
  }

  /** What is proposed for all that was taken so far. */
  public Learnt learnt() {
    return new Learnt(
        Grouping.of(seen, breadth),
        agent.map(name -> new Learnt.Caller(name, verified)),
        new Learnt.Origin(calls, from, to, breadth, new TreeMap<>(skipped)));
  }
}
