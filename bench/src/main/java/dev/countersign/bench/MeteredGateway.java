package dev.countersign.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import dev.countersign.cli.Main;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * {@code countersign} with its memory measured from inside. Each line on the standard input is
 * answered with one on the standard output: the peaks since the line before.
 */
final class MeteredGateway {

  /** How often memory outside of the heap is looked at; the heap is looked at after collections. */
  private static final long PERIOD_MILLIS = 50;

  private static final Path STATUS = Path.of("/proc/self/status");

  private static final Set<String> HEAP =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .map(MemoryPoolMXBean::getName)
          .collect(Collectors.toSet());

  private final AtomicLong heap = new AtomicLong();
  private final AtomicLong direct = new AtomicLong();
  private final AtomicLong resident = new AtomicLong();

  private MeteredGateway() {}

  /** The arguments are those of {@code countersign}. */
  public static void main(String[] args) {
    MeteredGateway meter = new MeteredGateway();
    meter.listenToCollections();
    Thread.ofPlatform().daemon().name("meter").start(meter::sample);
    Thread.ofPlatform().daemon().name("meter-lines").start(meter::report);
    Main.main(args);
  }

  private void listenToCollections() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener(
              (notification, _) ->
                  raise(
                      heap,
                      used(
                          GarbageCollectionNotificationInfo.from(
                                  (CompositeData) notification.getUserData())
                              .getGcInfo()
                              .getMemoryUsageAfterGc())),
              null,
              null);
    }
  }

  private static long afterCollection() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> HEAP.contains(pool.getName()) && pool.getCollectionUsage() != null)
        .mapToLong(pool -> pool.getCollectionUsage().getUsed())
        .sum();
  }

  private static long used(Map<String, MemoryUsage> pools) {
    return pools.entrySet().stream()
        .filter(pool -> HEAP.contains(pool.getKey()))
        .mapToLong(pool -> pool.getValue().getUsed())
        .sum();
  }

  private void sample() {
    try {
      while (true) {
        raise(direct, directNow());
        raise(resident, residentNow());
        Thread.sleep(PERIOD_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What Netty's allocator holds, and what was allocated beside it. */
  private static long directNow() {
    long beside =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("direct"))
            .mapToLong(BufferPoolMXBean::getMemoryUsed)
            .sum();
    return beside
        + ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT).metric().usedDirectMemory();
  }

  /** 0 on systems that do not tell. */
  private static long residentNow() {
    if (!Files.exists(STATUS)) {
      return 0;
    }
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith("VmRSS:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
          .sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void raise(AtomicLong peak, long value) {
    peak.accumulateAndGet(value, Math::max);
  }

  private void report() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      while (lines.readLine() != null) {
        System.gc(); // There may have been no collection of its own in that time.
        raise(heap, afterCollection());
        System.out.println(
            Peaks.line(heap.getAndSet(0), direct.getAndSet(0), resident.getAndSet(0)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
