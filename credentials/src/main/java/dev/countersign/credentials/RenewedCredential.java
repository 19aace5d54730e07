package dev.countersign.credentials;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.SessionStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One credential, fetched when it is first asked for, shared by everybody, and renewed before it
 * expires.
 *
 * <p>At any time at most one <em>flight</em> is under way: one virtual thread that asks the source.
 * Whoever needs its result waits for it; whoever can still use the credential at hand does not. A
 * flight belongs to nobody, so a caller that is interrupted takes nothing from the others. What a
 * flight fails with is remembered for a moment, so that a refusal is not asked for a thousand times
 * a second; a failed early renewal leaves the credential at hand in use.
 */
final class RenewedCredential {

  private static final Logger log = LoggerFactory.getLogger(RenewedCredential.class);

  /** Renewal starts this long before the expiration: many attempts fit in. */
  static final Duration EARLY = Duration.ofMinutes(5);

  /** Within this time of the expiration it is not used: clocks differ, and requests take time. */
  static final Duration MARGIN = Duration.ofMinutes(1);

  /** A credential without an expiration is asked for again after this: files and keys rotate. */
  static final Duration UNDATED = Duration.ofMinutes(1);

  /** And is not used for longer than this where the source no longer gives it. */
  static final Duration UNDATED_END = Duration.ofMinutes(10);

  /** Between two renewals, whatever the source hands out. */
  static final Duration PACE = Duration.ofSeconds(10);

  /** How long a refusal is remembered; it needs a person to change something. */
  static final Duration REFUSED = Duration.ofSeconds(5);

  /** How long any other failure is remembered; it may be over soon. */
  static final Duration UNREACHABLE = Duration.ofSeconds(1);

  /** Longer than the source's own time limit; holds for sources that have none. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private sealed interface State {
    record Empty() implements State {}

    /** Used until {@code end}; from {@code renewal} on a flight is started beside. */
    record Held(AwsCredentials credentials, Instant renewal, Instant end) implements State {}

    record Failed(Refusal refusal, Instant end) implements State {}
  }

  private final String name;
  private final Supplier<AwsCredentials> source;
  private final Clock clock;
  private final Duration early;

  @GuardedBy("this")
  private State state = new State.Empty();

  @GuardedBy("this")
  private @Nullable CompletableFuture<AwsCredentials> flight;

  /**
   * @param name for log lines
   * @param source blocks; throws {@link Refusal} where it has nothing to give
   */
  RenewedCredential(String name, Supplier<AwsCredentials> source, Clock clock) {
    this(name, source, clock, EARLY);
  }

  /**
   * @param early how long before the expiration the renewal starts; longer than {@link #MARGIN}
   */
  RenewedCredential(String name, Supplier<AwsCredentials> source, Clock clock, Duration early) {
    this.name = name;
    this.source = source;
    this.clock = clock;
    this.early = early;
  }

  /**
   * A credential that is good for at least {@link #MARGIN}, if the source has such a one.
   *
   * @throws Refusal as the source threw it, now or a moment ago; CREDENTIALS_UNREACHABLE where it
   *     does not answer in time
   */
  AwsCredentials get() {
    CompletableFuture<AwsCredentials> pending;
    synchronized (this) {
      Instant now = clock.instant();
      switch (state) {
        case State.Held held when now.isBefore(held.end()) -> {
          if (flight == null && !now.isBefore(held.renewal())) {
            var _ = startFlight();
          }
          return held.credentials();
        }
        case State.Failed failed when now.isBefore(failed.end()) -> throw failed.refusal();
        case State.Held _, State.Failed _, State.Empty _ -> pending = joinFlight();
      }
    }
    return await(pending);
  }

  /** How it stands; asks nobody. */
  synchronized SessionStatus status(String account, String role, String session) {
    Instant now = clock.instant();
    return switch (state) {
      case State.Held held when now.isBefore(held.end()) ->
          new SessionStatus(account, role, session, Optional.of(held.end()), "");
      case State.Failed failed ->
          new SessionStatus(
              account,
              role,
              session,
              Optional.empty(),
              Objects.requireNonNullElse(failed.refusal().getMessage(), ""));
      case State.Held _, State.Empty _ ->
          new SessionStatus(account, role, session, Optional.empty(), "");
    };
  }

  @GuardedBy("this")
  private CompletableFuture<AwsCredentials> joinFlight() {
    CompletableFuture<AwsCredentials> underWay = flight;
    return underWay == null ? startFlight() : underWay;
  }

  @GuardedBy("this")
  private CompletableFuture<AwsCredentials> startFlight() {
    CompletableFuture<AwsCredentials> landing = new CompletableFuture<>();
    flight = landing;
    Thread.ofVirtual().name("credentials").start(() -> fly(landing));
    return landing;
  }

  private void fly(CompletableFuture<AwsCredentials> landing) {
    try {
      AwsCredentials fetched = source.get();
      succeeded(fetched);
      landing.complete(fetched);
    } catch (Refusal refusal) {
      failed(refusal);
      landing.completeExceptionally(refusal);
    } catch (RuntimeException | Error e) {
      // Only the type: what an unforeseen message holds cannot be known.
      log.error("fetching credentials for {} failed: {}", name, e.getClass().getName());
      Refusal refusal = new Refusal(Failure.INTERNAL, "the gateway failed to fetch credentials");
      failed(refusal);
      landing.completeExceptionally(refusal);
    }
  }

  private synchronized void succeeded(AwsCredentials fetched) {
    Instant now = clock.instant();
    Instant expiration = fetched.expiration();
    if (expiration == null) {
      state = new State.Held(fetched, now.plus(UNDATED), now.plus(UNDATED_END));
    } else {
      Instant renewal = later(expiration.minus(early), now.plus(PACE));
      state = new State.Held(fetched, renewal, expiration.minus(MARGIN));
    }
    flight = null;
  }

  private synchronized void failed(Refusal refusal) {
    Instant now = clock.instant();
    Instant end =
        now.plus(refusal.failure() == Failure.CREDENTIALS_REFUSED ? REFUSED : UNREACHABLE);
    switch (state) {
      case State.Held held when now.isBefore(held.end()) -> {
        log.warn("renewing credentials for {} failed: {}", name, refusal.getMessage());
        state = new State.Held(held.credentials(), end, held.end());
      }
      case State.Held _, State.Failed _, State.Empty _ -> state = new State.Failed(refusal, end);
    }
    flight = null;
  }

  private static AwsCredentials await(CompletableFuture<AwsCredentials> pending) {
    try {
      return pending.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Refusal refusal) {
        throw refusal;
      }
      throw new IllegalStateException("a flight fails with a refusal only", e);
    } catch (TimeoutException _) {
      throw new Refusal(
          Failure.CREDENTIALS_UNREACHABLE,
          "credentials did not arrive within " + PATIENCE.toSeconds() + " s");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new Refusal(
          Failure.CREDENTIALS_UNREACHABLE, "the call ended while it waited for credentials");
    }
  }

  private static Instant later(Instant a, Instant b) {
    return a.isAfter(b) ? a : b;
  }
}
