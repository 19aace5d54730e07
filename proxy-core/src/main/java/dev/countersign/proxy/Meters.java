package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Verdict;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** What can be watched from outside; no label carries anything that an agent can choose. */
final class Meters {

  /** Something in progress, until it is closed. */
  interface Active extends AutoCloseable {
    @Override
    void close();
  }

  private final MeterRegistry registry;
  private final AtomicInteger active;
  private final Timer upstream;

  Meters(MeterRegistry registry) {
    this.registry = registry;
    this.active = registry.gauge("countersign.exchanges.active", new AtomicInteger());
    this.upstream = registry.timer("countersign.upstream");
  }

  Active active() {
    active.incrementAndGet();
    return active::decrementAndGet;
  }

  void verdict(Verdict verdict) {
    String word =
        switch (verdict) {
          case Verdict.Allow _ -> "allow";
          case Verdict.Approve _ -> "approve";
          case Verdict.Deny _ -> "deny";
        };
    registry.counter("countersign.verdicts", "verdict", word).increment();
  }

  void failure(Failure failure) {
    registry
        .counter("countersign.failures", "failure", failure.name().toLowerCase(Locale.ROOT))
        .increment();
  }

  /**
   * @param nanos from the dial to the last byte of the answer
   */
  void upstream(long nanos) {
    upstream.record(nanos, TimeUnit.NANOSECONDS);
  }
}
