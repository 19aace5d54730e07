package dev.countersign.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Moves much data through a gateway that has little memory, and prints what it took. {@code full}
 * is what {@code docs/performance.md} reports; {@code short} is what the tests run.
 */
final class Load {

  private static final double MIB = 1 << 20;

  private Load() {}

  /** With {@code full} or {@code short}. */
  public static void main(String[] args) throws IOException {
    LoadPlan plan =
        switch (args.length == 1 ? args[0] : "") {
          case "full" -> LoadPlan.FULL;
          case "short" -> LoadPlan.SHORT;
          default -> throw new IllegalArgumentException("say full or short");
        };
    Path directory = Files.createTempDirectory("countersign-load");
    try (LoadWorld world = LoadWorld.start(directory)) {
      System.out.println("| what | size | MiB/s | heap after GC | direct | resident |");
      System.out.println("|---|---|---|---|---|---|");
      for (LoadPlan.Step step : plan.steps()) {
        System.out.println(row(world.measure(step)));
      }
    } finally {
      delete(directory);
    }
  }

  private static String row(LoadWorld.Measured measured) {
    LoadPlan.Step step = measured.step();
    Peaks peaks = measured.peaks();
    return String.format(
        Locale.ROOT,
        "| %s | %s%.0f MiB | %.0f | %.0f MiB | %.0f MiB | %.0f MiB |",
        step.title(),
        step.count() == 1 ? "" : step.count() + " x ",
        step.bytes() / MIB,
        step.count() * step.bytes() / MIB / (measured.took().toNanos() / 1e9),
        peaks.heap() / MIB,
        peaks.direct() / MIB,
        peaks.resident() / MIB);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    }
  }
}
