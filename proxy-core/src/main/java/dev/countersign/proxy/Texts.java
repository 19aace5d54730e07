package dev.countersign.proxy;

/** Text that an agent may have had a hand in, made fit to be written. */
final class Texts {

  /** Characters of a message that an agent is shown. */
  static final int MESSAGE = 1024;

  private Texts() {}

  /** What {@code failure} says. */
  static String of(Throwable failure) {
    return String.valueOf(failure.getMessage());
  }

  /** Without control characters, and at most {@code limit} characters long. */
  static String bounded(String text, int limit) {
    StringBuilder fit = new StringBuilder();
    text.codePoints()
        .map(c -> Character.isISOControl(c) || !isText(c) ? ' ' : c)
        .limit(limit)
        .forEach(fit::appendCodePoint);
    return text.codePointCount(0, text.length()) <= limit ? fit.toString() : fit + "...";
  }

  /** A message as one line of printable ASCII, for where nothing else may stand. */
  static String line(String message) {
    return bounded(message, MESSAGE).replaceAll("[^\\x20-\\x7e]", "?");
  }

  /** XML 1.0 allows neither surrogates nor the non-characters at the end of the plane. */
  private static boolean isText(int c) {
    return (c < 0xD800 || c > 0xDFFF) && c != 0xFFFE && c != 0xFFFF;
  }
}
