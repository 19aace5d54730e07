package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import java.util.Collection;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * CanonicalHeaders and SignedHeaders ("Create a signed AWS API request"): names in lower case and
 * sorted, values trimmed and with runs of white space made one space, the values of a repeated
 * header joined by commas in their order.
 *
 * <p>A value's characters are the bytes of the wire (ISO 8859-1), whatever encoding their sender
 * had in mind, and are hashed as those bytes.
 *
 * @param lines canonical value by lower-case name
 */
record CanonicalHeaders(SortedMap<String, String> lines) {

  /**
   * What a client of HTTP/2 may sign instead of {@code host}: the same value by the name that it
   * has there (RFC 9113, 8.3.1). The AWS SDK for JavaScript does so.
   */
  static final String AUTHORITY = ":authority";

  private static final Pattern WHITE_SPACE = Pattern.compile("[ \t]+");

  /**
   * The canonical form of exactly the named headers.
   *
   * @param names in lower case
   * @throws Refusal UNREADABLE where a named header is absent, or its value holds a control
   *     character (a line break would forge further lines of the canonical request)
   */
  static CanonicalHeaders of(Headers headers, Collection<String> names) {
    SortedMap<String, String> lines = new TreeMap<>();
    for (Header header : headers) {
      String own = header.name().toLowerCase(Locale.ROOT);
      String name = own.equals("host") && names.contains(AUTHORITY) ? AUTHORITY : own;
      if (names.contains(name)) {
        lines.merge(
            name, canonicalValue(name, header.value()), (first, next) -> first + "," + next);
      }
    }
    for (String name : names) {
      if (!lines.containsKey(name)) {
        throw new Refusal(
            Failure.UNREADABLE,
            "SignedHeaders names \"" + name + "\", and the request has no such header");
      }
    }
    return new CanonicalHeaders(lines);
  }

  /** {@code name:value} and a line feed for every header. */
  String text() {
    StringBuilder text = new StringBuilder(512);
    lines.forEach((name, value) -> text.append(name).append(':').append(value).append('\n'));
    return text.toString();
  }

  /** {@code host;x-amz-date}. */
  String names() {
    return String.join(";", lines.keySet());
  }

  /** Nearly every value is canonical already, and a session token is long: look before copying. */
  private static String canonicalValue(String name, String value) {
    boolean canonical = true;
    char before = ' ';
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new Refusal(
            Failure.UNREADABLE,
            "the header \"" + name + "\" holds a control character or is not bytes");
      }
      canonical &= c != '\t' && (c != ' ' || before != ' ');
      before = c;
    }
    boolean trimmed = value.isEmpty() || before != ' ';
    return canonical && trimmed ? value : WHITE_SPACE.matcher(value).replaceAll(" ").strip();
  }

  /** Without the values: a session token may be among them. */
  @Override
  public String toString() {
    return names();
  }
}
