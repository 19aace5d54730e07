package dev.countersign.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RenewedCredentialTest {

  private final MovableClock clock = new MovableClock();
  private final AtomicInteger asked = new AtomicInteger();

  /** One permit for every answer that the source may give. */
  private final Semaphore answers = new Semaphore(0);

  private volatile Supplier<AwsCredentials> next = () -> lasting(Duration.ofHours(1));
  private final RenewedCredential credential =
      new RenewedCredential(
          "test",
          () -> {
            asked.incrementAndGet();
            answers.acquireUninterruptibly();
            return next.get();
          },
          clock);

  private AwsCredentials lasting(Duration duration) {
    return new AwsCredentials(
        "ASIA" + asked.get(),
        Secret.of("secret"),
        Secret.of("token"),
        clock.instant().plus(duration));
  }

  @Test
  void fiftyCallersShareOneFlight() throws Exception {
    assertThat(together(50)).hasSize(50).containsOnly("ASIA1");
    assertThat(asked).hasValue(1);
  }

  @Test
  void fiftyCallersShareOneRefusal() {
    next = refusal(Failure.CREDENTIALS_REFUSED);
    assertThatThrownBy(() -> together(50)).hasRootCauseInstanceOf(Refusal.class);
    assertThat(asked).hasValue(1);
  }

  /** Lets 50 virtual threads ask, and the source answer once all of them have begun. */
  private List<String> together(int callers) throws Exception {
    CountDownLatch begun = new CountDownLatch(callers);
    Callable<String> caller =
        () -> {
          begun.countDown();
          return credential.get().accessKeyId();
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> results = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        results.add(threads.submit(caller));
      }
      begun.await();
      answers.release();
      List<String> ids = new ArrayList<>();
      for (Future<String> result : results) {
        ids.add(result.get());
      }
      return ids;
    }
  }

  @Test
  void itIsKeptUntilFiveMinutesBeforeItsExpiration() {
    answers.release();
    credential.get();
    clock.advance(Duration.ofMinutes(55).minusNanos(1));
    assertThat(credential.get().accessKeyId()).isEqualTo("ASIA1");
    assertThat(asked).hasValue(1);
  }

  @Test
  void fromThenOnItIsRenewedBesideWhileNobodyWaits() {
    answers.release();
    credential.get();
    clock.advance(Duration.ofMinutes(55));
    assertThat(credential.get().accessKeyId()).isEqualTo("ASIA1");
    assertThat(credential.get().accessKeyId()).isEqualTo("ASIA1");
    answers.release();
    awaitId("ASIA2");
    assertThat(asked).hasValue(2);
  }

  @Test
  void aFailedEarlyRenewalKeepsItInUseAndIsTriedAgainLater() {
    answers.release();
    credential.get();
    clock.advance(Duration.ofMinutes(56));
    next = refusal(Failure.CREDENTIALS_REFUSED);
    answers.release();
    credential.get();
    await(() -> asked.get() == 2 && answers.availablePermits() == 0);
    assertThat(credential.get().accessKeyId()).isEqualTo("ASIA1");

    next = () -> lasting(Duration.ofHours(1));
    answers.release(10);
    // The failed flight may still be landing, and counts its pause from then on.
    await(
        () -> {
          clock.advance(Duration.ofSeconds(1));
          return credential.get().accessKeyId().equals("ASIA3");
        });
  }

  @Test
  void inItsLastMinuteItIsWaitedFor() {
    answers.release(2);
    credential.get();
    clock.advance(Duration.ofMinutes(59));
    assertThat(credential.get().accessKeyId()).isEqualTo("ASIA2");
  }

  @Test
  void aFailureInTheLastMinuteIsAFailure() {
    answers.release(2);
    credential.get();
    clock.advance(Duration.ofMinutes(59));
    next = refusal(Failure.CREDENTIALS_UNREACHABLE);
    assertThatThrownBy(credential::get).isInstanceOf(Refusal.class);
  }

  @Test
  void aRefusalIsRememberedForFiveSeconds() {
    remembered(Failure.CREDENTIALS_REFUSED, RenewedCredential.REFUSED);
  }

  @Test
  void anythingElseIsRememberedForOneSecond() {
    remembered(Failure.CREDENTIALS_UNREACHABLE, RenewedCredential.UNREACHABLE);
  }

  private void remembered(Failure failure, Duration time) {
    answers.release(3);
    next = refusal(failure);
    assertThatThrownBy(credential::get).isInstanceOf(Refusal.class);
    clock.advance(time.minusNanos(1));
    assertThatThrownBy(credential::get)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.failure()).isEqualTo(failure));
    assertThat(asked).hasValue(1);
    clock.advance(Duration.ofNanos(1));
    assertThatThrownBy(credential::get).isInstanceOf(Refusal.class);
    assertThat(asked).hasValue(2);
  }

  @Test
  void aSourceThatGivesShortOnesIsNotAskedForEveryCall() {
    answers.release(5);
    next = () -> lasting(Duration.ofMinutes(3));
    for (int i = 0; i < 100; i++) {
      credential.get();
    }
    assertThat(asked).hasValue(1);
  }

  @Test
  void oneWithoutExpirationIsAskedForAgainAfterAMinute() {
    answers.release(2);
    next = () -> new AwsCredentials("AKIA" + asked.get(), Secret.of("secret"), null, null);
    assertThat(credential.get().accessKeyId()).isEqualTo("AKIA1");
    clock.advance(RenewedCredential.UNDATED);
    credential.get();
    awaitId("AKIA2");
  }

  @Test
  void oneWithoutExpirationIsNotUsedForeverAfterItsSourceHasGone() {
    answers.release(2);
    next = () -> new AwsCredentials("AKIA", Secret.of("secret"), null, null);
    credential.get();
    next = refusal(Failure.CREDENTIALS_REFUSED);
    clock.advance(RenewedCredential.UNDATED_END);
    assertThatThrownBy(credential::get).isInstanceOf(Refusal.class);
  }

  @Test
  void anUnforeseenExceptionIsARefusalThatQuotesNothing() {
    answers.release();
    next =
        () -> {
          throw new IllegalStateException("planted-secret");
        };
    assertThatThrownBy(credential::get)
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.INTERNAL))
        .hasMessageNotContaining("planted-secret")
        .hasNoCause();
  }

  @Test
  void anInterruptedCallerTakesNothingFromTheOthers() throws Exception {
    CountDownLatch refused = new CountDownLatch(1);
    Thread leaving =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    credential.get();
                  } catch (Refusal _) {
                    refused.countDown();
                  }
                });
    await(() -> asked.get() == 1);
    leaving.interrupt();
    refused.await();
    answers.release();
    assertThat(credential.get().accessKeyId()).isEqualTo("ASIA1");
    assertThat(asked).hasValue(1);
  }

  private static Supplier<AwsCredentials> refusal(Failure failure) {
    return () -> {
      throw new Refusal(failure, "no");
    };
  }

  private void awaitId(String id) {
    await(() -> credential.get().accessKeyId().equals(id));
  }

  private static void await(BooleanSupplier condition) {
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
    }
  }
}
