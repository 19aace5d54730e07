package dev.countersign.testkit;

import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One range of bytes (RFC 9110, 14.1.2), both ends included.
 *
 * @param total length of the whole
 */
record ByteRange(int first, int last, int total) {

  private static final Pattern FORM = Pattern.compile("bytes=([0-9]{0,10})-([0-9]{0,10})");

  /**
   * Empty where S3 gives the whole: for several ranges, and for what is no range.
   *
   * @throws AwsError InvalidRange where it begins after the end
   */
  static Optional<ByteRange> parse(String header, int total) {
    Matcher matcher = FORM.matcher(header);
    if (!matcher.matches() || header.equals("bytes=-")) {
      return Optional.empty();
    }
    String from = matcher.group(1);
    String to = matcher.group(2);
    long first = from.isEmpty() ? Math.max(0, total - Long.parseLong(to)) : Long.parseLong(from);
    long last = from.isEmpty() || to.isEmpty() ? total - 1L : Long.parseLong(to);
    if (first >= total || last < first) {
      throw unsatisfiable();
    }
    return Optional.of(new ByteRange((int) first, (int) Math.min(last, total - 1L), total));
  }

  private static AwsError unsatisfiable() {
    return new AwsError(416, "InvalidRange", "The requested range is not satisfiable");
  }

  byte[] of(byte[] content) {
    return Arrays.copyOfRange(content, first, last + 1);
  }

  /** The value of {@code Content-Range}. */
  String contentRange() {
    return "bytes " + first + "-" + last + "/" + total;
  }
}
