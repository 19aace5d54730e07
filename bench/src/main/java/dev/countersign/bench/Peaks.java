package dev.countersign.bench;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The most memory that a gateway used in some time; bytes.
 *
 * @param heap that was left after a collection
 * @param direct buffers outside of the heap
 * @param resident the process as the system sees it; 0 where it does not tell
 */
record Peaks(long heap, long direct, long resident) {

  private static final Pattern LINE =
      Pattern.compile("peaks: heap=([0-9]+) direct=([0-9]+) resident=([0-9]+)");

  static String line(long heap, long direct, long resident) {
    return "peaks: heap=" + heap + " direct=" + direct + " resident=" + resident;
  }

  /** Empty where the line is about something else. */
  static Optional<Peaks> read(String line) {
    Matcher peaks = LINE.matcher(line);
    return peaks.matches()
        ? Optional.of(
            new Peaks(
                Long.parseLong(peaks.group(1)),
                Long.parseLong(peaks.group(2)),
                Long.parseLong(peaks.group(3))))
        : Optional.empty();
  }
}
