package dev.countersign.audit;

import dev.countersign.config.GatewayConfig.AuditConfig;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit trail in a file. Many threads write; one thread of its own takes what waits as a batch,
 * makes the batch durable with one {@code fsync} (group commit) and lets its writers go on. While a
 * batch is written the next one gathers, so that the disk sets the pace of batches and not of
 * calls.
 *
 * <p>What cannot be made durable is refused: an intent that is refused means that its call is not
 * made. A disk that is full or gone is tried again with every batch.
 */
public final class JsonAuditLog implements AuditLog {

  private static final Logger log = LoggerFactory.getLogger(JsonAuditLog.class);

  /** Records that wait at once; over this they are refused. */
  static final int QUEUE = 4096;

  /** Records, and bytes of records, that one batch takes. */
  static final int BATCH = 256;

  static final int BATCH_BYTES = 1024 * 1024;

  /** A disk that takes longer than this has failed. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A record on its way to the disk, and whoever waits for it. */
  private record Pending(String members, CompletableFuture<Void> durable) {}

  /** Ends the writer's loop, after all that was queued before it. */
  private static final Pending END = new Pending("", new CompletableFuture<>());

  private final BlockingQueue<Pending> queue = new ArrayBlockingQueue<>(QUEUE);
  private final Store store;
  private final Thread writer;
  private volatile boolean closed;

  /** Known to the writer alone. */
  private boolean failing;

  JsonAuditLog(Store store) {
    this.store = store;
    this.writer = Thread.ofPlatform().name("audit").daemon().unstarted(this::run);
  }

  /**
   * Opens the log and continues its chain. The directory is made where it is missing, for this user
   * alone.
   *
   * @throws UncheckedIOException where it cannot be written, or another gateway writes it; says
   *     which file and why
   */
  public static JsonAuditLog open(AuditConfig config) {
    return open(config, Clock.systemUTC());
  }

  /** The clock names closed files and tells how old they are. */
  static JsonAuditLog open(AuditConfig config, Clock clock) {
    try {
      return started(LogFile.open(config, clock));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the audit log " + config.file() + " cannot be opened: " + describe(e), e);
    }
  }

  private static String describe(IOException e) {
    String message = String.valueOf(e.getMessage());
    return e instanceof FileSystemException
        ? e.getClass().getSimpleName() + ": " + message
        : message;
  }

  static JsonAuditLog started(Store store) {
    JsonAuditLog opened = new JsonAuditLog(store);
    opened.writer.start();
    return opened;
  }

  @Override
  public void write(AuditRecord auditRecord) {
    Pending pending = new Pending(RecordJson.members(auditRecord), new CompletableFuture<>());
    if (closed || !queue.offer(pending)) {
      throw unavailable(closed ? "the gateway is closing" : "too many records wait");
    }
    // The writer may have left between the look at the flag and the offer.
    if (closed && queue.remove(pending)) {
      throw unavailable("the gateway is closing");
    }
    await(pending.durable());
  }

  /** An interrupt does not end the wait: the record of a call that was made has to be written. */
  private static void await(CompletableFuture<Void> durable) {
    boolean interrupted = false;
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    try {
      while (true) {
        try {
          durable.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
          return;
        } catch (InterruptedException _) {
          interrupted = true;
        }
      }
    } catch (ExecutionException _) {
      throw unavailable("its disk is full or failing");
    } catch (TimeoutException _) {
      throw unavailable("its disk does not answer");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static Refusal unavailable(String why) {
    return new Refusal(
        Failure.AUDIT_UNAVAILABLE,
        "the gateway cannot write its audit record ("
            + why
            + "), and without one it makes no call; tell the operator");
  }

  private void run() {
    while (true) {
      List<Pending> batch = nextBatch();
      boolean last = batch.removeIf(pending -> pending.members().isEmpty());
      if (!batch.isEmpty()) {
        commit(batch);
      }
      if (last) {
        return;
      }
    }
  }

  /** Waits for one record and takes those that are there with it. */
  private List<Pending> nextBatch() {
    List<Pending> batch = new ArrayList<>();
    Pending next = takeUninterruptibly();
    long bytes = 0;
    while (next != null) {
      batch.add(next);
      bytes += next.members().length();
      next = batch.size() < BATCH && bytes < BATCH_BYTES ? queue.poll() : null;
    }
    return batch;
  }

  private Pending takeUninterruptibly() {
    while (true) {
      try {
        return queue.take();
      } catch (InterruptedException e) {
        // Nobody interrupts this thread: an interrupt would close the file under it.
        log.warn("the audit log's thread was interrupted and goes on", e);
      }
    }
  }

  private void commit(List<Pending> batch) {
    try {
      store.append(batch.stream().map(Pending::members).toList());
      if (failing) {
        log.info("audit records are written again");
      }
      failing = false;
      batch.forEach(pending -> pending.durable().complete(null));
    } catch (IOException | RuntimeException e) {
      if (!failing) {
        log.error("audit records cannot be written; calls are refused: {}", e.toString());
      }
      failing = true;
      batch.forEach(pending -> pending.durable().completeExceptionally(e));
    }
  }

  /** Records that wait for the writer. */
  int waiting() {
    return queue.size();
  }

  /** Writes what waits, then closes the file. Later records are refused. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      queue.put(END);
      writer.join(PATIENCE);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    store.close();
  }
}
