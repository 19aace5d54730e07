package dev.countersign.approvals;

import dev.countersign.model.Refusal;
import dev.countersign.model.Secret;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Asks people, for calls; and takes what people say. Safe for any number of threads, and for any
 * number of gateways on one store.
 */
public final class Approvals implements AutoCloseable {

  private final Ledger ledger;
  private final Brake brake;
  private final Asking asking;
  private final Holding holding;
  private final Waiters waiters = new Waiters();
  private final Subscribers subscribers = new Subscribers();
  private final Watcher watcher;
  private final Optional<Listener> listener;

  private Approvals(Store store, int pendingLimit, Clock clock) {
    this.brake = new Brake(store);
    this.ledger = new Ledger(store, clock, waiters, subscribers, brake);
    this.asking = new Asking(ledger, pendingLimit);
    this.holding = new Holding(ledger, asking, waiters);
    this.watcher = Watcher.start(ledger, waiters);
    this.listener = Listener.start(store, ledger);
  }

  /**
   * Begins to work on a store, which stays open when this is closed.
   *
   * @param pendingLimit how many requests may wait for people, of all agents; one agent can fill at
   *     most half of it
   * @param clock for what is written and for when it expires; the gateways of a fleet need clocks
   *     that agree to a second or so
   * @throws StoreUnavailable where the store cannot be read
   */
  public static Approvals open(Store store, int pendingLimit, Clock clock) {
    if (pendingLimit < 1) {
      throw new IllegalArgumentException("pending: " + pendingLimit + " (expected: at least 1)");
    }
    return new Approvals(store, pendingLimit, clock);
  }

  /**
   * Gets a call permitted: by a permission that stands, by a decision that was made for the same
   * request, or by asking people and waiting for at most the group's hold. Call it in a virtual
   * thread, and only for what a rule said {@code approve} to.
   *
   * @param left whether the client has gone away; what is granted is then not spent on it. It is
   *     asked often and must not block
   * @throws Refusal where the call does not go, with what to do next
   */
  public Approval obtain(Question question, BooleanSupplier left) {
    requireRunning(question.card().agent(), question.card().account());
    try {
      Optional<Approval> standing = asking.standing(question, left);
      return standing.isPresent()
          ? standing.get()
          : holding.hold(asking.join(question), question, left);
    } catch (StoreUnavailable e) {
      throw Refusals.unavailable(e);
    }
  }

  /**
   * Nothing stops the agent or the account. For every call, whatever the rules say to it; costs no
   * look into the store.
   *
   * @throws Refusal where it is paused, or where the store cannot tell
   */
  public void requireRunning(String agent, String account) {
    try {
      brake
          .stops(agent, account)
          .ifPresent(
              pause -> {
                throw Refusals.paused(pause);
              });
    } catch (StoreUnavailable e) {
      throw Refusals.unavailable(e);
    }
  }

  /** How many calls wait here for people. */
  public int held() {
    return waiters.size();
  }

  /**
   * The requests, the newest first.
   *
   * @throws StoreUnavailable where the store cannot be read; so do all that follow
   */
  public List<Request> list(RequestFilter filter) {
    return ledger.read(handle -> Requests.list(handle, filter));
  }

  public Optional<Request> find(String id) {
    return ledger.read(handle -> Requests.find(handle, id));
  }

  /**
   * Takes what a person says to a request. One who denies decides; those who approve do once they
   * are as many as the quorum, and what is permitted is what all of them agreed to. Of several at
   * the same time, one is first, and the others are told so.
   *
   * @return the request as it is then
   * @throws DecisionRefused where this person may not, or not so, or it is too late
   */
  public Request decide(String id, Person by, Decision decision) {
    return ledger.turn(tx -> Decisions.decide(tx, id, by, decision));
  }

  /**
   * The permissions that stand, the newest first; at most 1000.
   *
   * @param alsoEnded those that are over as well
   */
  public List<Grant> grants(boolean alsoEnded) {
    return ledger.read(handle -> Grants.list(handle, alsoEnded, ledger.now()));
  }

  /**
   * Takes a permission back: no call uses it once this returns. Nothing happens where it is over.
   *
   * @throws DecisionRefused where there is none, or the person may not
   */
  public Grant revoke(String id, Person by) {
    return ledger.turn(tx -> Stops.revoke(tx, id, by));
  }

  public List<Pause> pauses() {
    return ledger.read(Pauses::list);
  }

  /**
   * Stops an agent or an account: what waits for it is refused, and what was granted is taken back.
   * Here it holds once this returns; on other nodes as soon as the news come, and in {@link
   * Brake#TRUSTED} at the latest.
   *
   * @return the pause; the earlier one where it is stopped already
   * @throws DecisionRefused where the person may not
   */
  public Pause pause(PauseTarget target, Person by, String comment) {
    return ledger.turn(tx -> Stops.pause(tx, target, by, comment));
  }

  /**
   * Ends a pause. What it ended has to be asked for again.
   *
   * @throws DecisionRefused where it is not stopped, or the person is not an admin
   */
  public void resume(PauseTarget target, Person by) {
    ledger.turn(tx -> Stops.resume(tx, target, by));
  }

  /** The key of decision links, the same on all gateways that share the store. */
  public Secret linkKey() {
    return ledger.update(LinkKey::of);
  }

  /**
   * Tells of changes, on whatever node they were made, in a thread of the subscription's own. A
   * listener that is slow misses some, and is told so.
   */
  public Subscription subscribe(Consumer<Change> listener) {
    return subscribers.add(listener);
  }

  /** Ends the threads, and lets the calls go that are held: what they asked for still waits. */
  @Override
  public void close() {
    waiters.release();
    listener.ifPresent(Listener::close);
    watcher.close();
    subscribers.close();
  }
}
