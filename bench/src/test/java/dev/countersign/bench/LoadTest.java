package dev.countersign.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bodies that are larger than the heap, and many at once that are together, pass through a gateway
 * that has little memory. Bounds follow from its {@code -Xmx}; no time is judged.
 */
class LoadTest {

  private static final long MIB = 1 << 20;
  private static final long HEAP = GatewayProcess.HEAP_MIB * MIB;

  /** Classes, compiled code, stacks and the collector's own tables, in bytes. */
  private static final long JVM = 256 * MIB;

  @TempDir private Path directory;

  @Test
  void memoryDoesNotGrowWithTheBodies() throws IOException {
    try (LoadWorld world = LoadWorld.start(directory)) {
      for (LoadPlan.Step step : LoadPlan.SHORT.steps()) {
        Peaks peaks = world.measure(step).peaks();
        assertThat(peaks.heap()).as("heap, " + step).isPositive().isLessThan(HEAP * 3 / 4);
        assertThat(peaks.direct()).as("direct, " + step).isPositive().isLessThan(HEAP / 4);
        assertThat(peaks.resident()).as("resident, " + step).isLessThan(HEAP + HEAP / 4 + JVM);
      }
    }
  }
}
