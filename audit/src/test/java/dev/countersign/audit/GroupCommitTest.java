package dev.countersign.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GroupCommitTest {

  /** A disk whose batches pass one by one, and that can be full. */
  private static final class Disk implements Store {
    private final Semaphore turns = new Semaphore(0);
    private final Semaphore arrived = new Semaphore(0);
    private final List<Integer> batches = new ArrayList<>();
    private volatile boolean full;

    @Override
    public void append(List<String> members) throws IOException {
      arrived.release();
      turns.acquireUninterruptibly();
      if (full) {
        throw new IOException("No space left on device");
      }
      batches.add(members.size());
    }

    @Override
    public void close() {}
  }

  private final Disk disk = new Disk();

  @Test
  void whatGathersWhileTheDiskIsBusyIsOneBatch() throws Exception {
    try (JsonAuditLog log = JsonAuditLog.started(disk);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> first = threads.submit(() -> log.write(Records.intent("e0")));
      disk.arrived.acquire();
      List<Future<?>> others = new ArrayList<>();
      for (int i = 1; i <= 50; i++) {
        String id = "e" + i;
        others.add(threads.submit(() -> log.write(Records.intent(id))));
      }
      while (log.waiting() < 50) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      assertThat(first.isDone()).isFalse();
      disk.turns.release(2);
      for (Future<?> other : others) {
        other.get();
      }
      assertThat(disk.batches).containsExactly(1, 50);
    }
  }

  @Test
  void overTheBoundRecordsAreRefusedAtOnce() throws Exception {
    try (JsonAuditLog log = JsonAuditLog.started(disk);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var first = threads.submit(() -> log.write(Records.intent("e0")));
      disk.arrived.acquire();
      CountDownLatch written = new CountDownLatch(JsonAuditLog.QUEUE);
      for (int i = 0; i < JsonAuditLog.QUEUE; i++) {
        threads.execute(
            () -> {
              log.write(Records.intent("e"));
              written.countDown();
            });
      }
      while (log.waiting() < JsonAuditLog.QUEUE) {
        TimeUnit.MILLISECONDS.sleep(1);
      }
      unavailable(log, "too many records wait");
      disk.turns.release(JsonAuditLog.QUEUE);
      first.get();
      written.await();
      assertThat(disk.batches).allMatch(size -> size <= JsonAuditLog.BATCH);
    }
  }

  @Test
  void aFullDiskRefusesAndIsTriedAgain() {
    disk.turns.release(3);
    try (JsonAuditLog log = JsonAuditLog.started(disk)) {
      disk.full = true;
      unavailable(log, "disk is full or failing");
      disk.full = false;
      log.write(Records.intent("e2"));
      assertThat(disk.batches).containsExactly(1);
    }
  }

  private static void unavailable(JsonAuditLog log, String why) {
    assertThatThrownBy(() -> log.write(Records.intent("e")))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.AUDIT_UNAVAILABLE))
        .hasMessageContaining(why)
        .hasMessageNotContaining("No space left");
  }
}
