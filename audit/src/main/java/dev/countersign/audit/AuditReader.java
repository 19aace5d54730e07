package dev.countersign.audit;

import dev.countersign.audit.AuditRecord.Phase;
import dev.countersign.audit.Lines.Line;
import dev.countersign.audit.RecordParser.Parsed;
import dev.countersign.model.Diagnostic;
import dev.countersign.model.InvalidFileException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the calls of a trail, each once: its outcome, or its intent where there is no outcome. Does
 * not check the chain, for which {@link AuditVerifier} is; what it holds in memory does not grow
 * with the trail.
 */
public final class AuditReader {

  /**
   * How much there was.
   *
   * @param others requests that were no calls which could be read
   */
  public record Count(long calls, long others) {}

  /** More than a gateway has exchanges under way; the oldest is given up for the next. */
  static final int MAX_OPEN = 4096;

  private final Consumer<RecordedCall> each;

  /** Intents whose outcome has not come yet, oldest first. */
  private final LinkedHashMap<String, RecordedCall> open = new LinkedHashMap<>();

  private long calls;
  private long others;

  private AuditReader(Consumer<RecordedCall> each) {
    this.each = each;
  }

  /**
   * Reads the files of a log that were closed, then the current one.
   *
   * @param current the file that the config names; one that was closed is read alone
   * @throws InvalidFileException where a line is no record; the last one may be unfinished
   * @throws IOException where a file cannot be read
   */
  public static Count trail(Path current, Consumer<RecordedCall> each) throws IOException {
    AuditReader reader = new AuditReader(each);
    List<Path> files = new ArrayList<>(new RotatedFiles(current).list());
    files.add(current);
    for (Path file : files) {
      reader.read(file.toString(), Files.newInputStream(file));
    }
    return reader.end();
  }

  /**
   * Reads one stream and closes it.
   *
   * @param name for messages
   * @throws InvalidFileException where a line is no record; the last one may be unfinished
   */
  public static Count stream(String name, InputStream in, Consumer<RecordedCall> each)
      throws IOException {
    AuditReader reader = new AuditReader(each);
    reader.read(name, in);
    return reader.end();
  }

  private void read(String name, InputStream in) throws IOException {
    try (Lines lines = new Lines(in)) {
      for (Optional<Line> next = lines.next(); next.isPresent(); next = lines.next()) {
        parse(name, next.get()).ifPresent(this::take);
      }
    }
  }

  private static Optional<Parsed> parse(String name, Line line) {
    if (line.tooLong()) {
      throw wrong(name, line, "it is longer than any that the gateway writes");
    }
    try {
      return Optional.of(RecordParser.parse(line.bytes()));
    } catch (IllegalArgumentException e) {
      if (line.finished()) {
        throw wrong(name, line, String.valueOf(e.getMessage()));
      }
      // The gateway is writing it, or was killed while it did.
      return Optional.empty();
    }
  }

  private void take(Parsed line) {
    if (line.phase().isEmpty()) {
      return;
    }
    if (line.call().isEmpty()) {
      others++;
      return;
    }
    RecordedCall call = line.call().get();
    if (line.phase().get() == Phase.INTENT) {
      open.put(call.id(), call);
      if (open.size() > MAX_OPEN) {
        give(open.pollFirstEntry().getValue());
      }
    } else {
      RecordedCall intent = open.remove(call.id());
      give(intent == null ? call : call.at(intent.time()));
    }
  }

  private Count end() {
    open.values().forEach(this::give);
    return new Count(calls, others);
  }

  private void give(RecordedCall call) {
    calls++;
    each.accept(call);
  }

  private static InvalidFileException wrong(String file, Line line, String why) {
    return new InvalidFileException(
        List.of(
            new Diagnostic(
                file,
                Math.toIntExact(Math.min(line.number(), Integer.MAX_VALUE)),
                1,
                "the line is not an audit record: " + why,
                "")));
  }
}
