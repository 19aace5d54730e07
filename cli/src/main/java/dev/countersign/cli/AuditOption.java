package dev.countersign.cli;

import dev.countersign.audit.AuditReader;
import dev.countersign.audit.AuditReader.Count;
import dev.countersign.audit.RecordedCall;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --audit}: the recorded calls that a command goes through. */
final class AuditOption {

  /** Calls between two words of progress. */
  private static final long STRIDE = 10_000;

  @Option(
      names = "--audit",
      paramLabel = "LOG",
      description = {
        "The audit log, with the files beside it that were closed before; - for stdin. Without it:"
            + " that of the configuration."
      })
  private @Nullable String log;

  /**
   * Goes through the log once.
   *
   * @param progress told how far it is, where somebody watches
   */
  Count read(ConfigOption config, PrintWriter progress, Consumer<RecordedCall> each) {
    Consumer<RecordedCall> watched = isWatched() ? counting(progress, each) : each;
    try {
      if ("-".equals(log)) {
        return AuditReader.stream("stdin", System.in, watched);
      }
      return AuditReader.trail(log == null ? config.read().audit().file() : Path.of(log), watched);
    } catch (IOException e) {
      throw new UncheckedIOException("the audit log cannot be read: " + e, e);
    }
  }

  private static boolean isWatched() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  private static Consumer<RecordedCall> counting(
      PrintWriter progress, Consumer<RecordedCall> each) {
    long[] calls = {0};
    return call -> {
      each.accept(call);
      if (++calls[0] % STRIDE == 0) {
        progress.println(calls[0] + " calls read");
        progress.flush();
      }
    };
  }
}
