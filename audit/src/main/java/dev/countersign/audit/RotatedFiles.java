package dev.countersign.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of a log's files. Beside {@code audit.jsonl} stand those that were closed, {@code
 * audit-20260131T235959123Z.jsonl}: the time is that of the closing, and the order of the names is
 * that of the chain.
 */
record RotatedFiles(Path current) {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

  /** Closed files, oldest first. */
  List<Path> list() throws IOException {
    Pattern name =
        Pattern.compile(Pattern.quote(stem()) + "-[0-9]{8}T[0-9]{9}Z" + Pattern.quote(extension()));
    try (Stream<Path> entries = Files.list(directory())) {
      return entries
          .filter(entry -> name.matcher(entry.getFileName().toString()).matches())
          .sorted()
          .toList();
    }
  }

  /** A name for a file that is closed now, after those of all files that were closed before. */
  Path next(Instant now) throws IOException {
    List<Path> closed = list();
    Instant time = now;
    if (!closed.isEmpty() && !now.isAfter(timeOf(closed.getLast()))) {
      time = timeOf(closed.getLast()).plusMillis(1);
    }
    Path next = named(time);
    return closed.contains(next) ? named(time.plusMillis(1)) : next;
  }

  /** Deletes what was closed longer than {@code keep} ago. */
  void prune(Instant now, Duration keep) throws IOException {
    for (Path file : list()) {
      if (timeOf(file).isBefore(now.minus(keep))) {
        Files.delete(file);
      }
    }
  }

  /** Where the bytes of an unfinished line are kept. */
  Path torn(Instant now) {
    return directory().resolve(stem() + ".torn-" + TIME.format(now));
  }

  Path lock() {
    return directory().resolve(current.getFileName() + ".lock");
  }

  Path directory() {
    Path parent = current.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException("an audit log is a file in a directory");
    }
    return parent;
  }

  private Path named(Instant time) {
    return directory().resolve(stem() + "-" + TIME.format(time) + extension());
  }

  private Instant timeOf(Path file) {
    String name = file.getFileName().toString();
    return TIME.parse(
        name.substring(stem().length() + 1, name.length() - extension().length()), Instant::from);
  }

  private String stem() {
    String name = current.getFileName().toString();
    return name.substring(0, name.length() - extension().length());
  }

  private String extension() {
    String name = current.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return dot > 0 ? name.substring(dot) : "";
  }
}
