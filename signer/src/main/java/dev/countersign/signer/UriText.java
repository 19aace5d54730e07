package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.HexFormat;

/**
 * Percent-encoding as SigV4 wants it ("Create a signed AWS API request", UriEncode): every byte but
 * the unreserved ones of RFC 3986 becomes a percent sign and two upper-case digits.
 *
 * <p>What comes from the wire must be RFC 3986 text: its characters and whole escapes, nothing
 * else. Whatever lenient readers mend in different ways (raw UTF-8, backslashes, a lone percent
 * sign) is refused, because AWS's reader is not the one that judged the call. The plus sign is
 * refused as well: form decoding, and S3 even in paths, makes a space of it, RFC 3986 does not, and
 * every SDK writes {@code %2B} or {@code %20}.
 */
final class UriText {

  private static final String HEX = "0123456789ABCDEF";
  private static final boolean[] UNRESERVED = table("-._~");
  private static final boolean[] ALLOWED = table("-._~!$&'()*,;=:@/?%");

  private UriText() {}

  /**
   * Refuses text that two readers could decode in two ways.
   *
   * @param part "path" or "query", for the message
   * @throws Refusal UNREADABLE, or AMBIGUOUS for a plus sign
   */
  static void requireStrict(String text, String part) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '+') {
        throw new Refusal(
            Failure.AMBIGUOUS,
            "the "
                + part
                + " has a bare '+', which some read as a space and some as a plus:"
                + " send %20 or %2B");
      }
      if (c >= ALLOWED.length || !ALLOWED[c]) {
        throw unreadable(part, i, "a character that must be percent-encoded");
      }
      if (c == '%' && !isEscape(text, i)) {
        throw unreadable(part, i, "a '%' without two hexadecimal digits");
      }
    }
  }

  /** Encodes the text as it stands: a percent sign in it becomes {@code %25}. */
  static String encode(String text, boolean keepSlash) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      append(out, text.charAt(i), keepSlash);
    }
    return out.toString();
  }

  /** Decodes strict text; its characters are bytes (ISO 8859-1). */
  static String decode(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        out.append((char) byteAt(text, i));
        i += 2;
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** Decodes strict text once and encodes it again, so that each byte has one spelling. */
  static String recode(String text, boolean keepSlash) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '%') {
        append(out, byteAt(text, i), keepSlash);
        i += 2;
      } else {
        append(out, c, keepSlash);
      }
    }
    return out.toString();
  }

  private static void append(StringBuilder out, int octet, boolean keepSlash) {
    if ((octet < UNRESERVED.length && UNRESERVED[octet]) || (keepSlash && octet == '/')) {
      out.append((char) octet);
    } else {
      out.append('%').append(HEX.charAt(octet >> 4)).append(HEX.charAt(octet & 15));
    }
  }

  private static boolean isEscape(String text, int percent) {
    return percent + 2 < text.length()
        && HexFormat.isHexDigit(text.charAt(percent + 1))
        && HexFormat.isHexDigit(text.charAt(percent + 2));
  }

  private static int byteAt(String text, int percent) {
    return HexFormat.fromHexDigits(text, percent + 1, percent + 3);
  }

  private static boolean[] table(String more) {
    boolean[] table = new boolean[128];
    for (char c = 0; c < table.length; c++) {
      table[c] = isLetterOrDigit(c) || more.indexOf(c) >= 0;
    }
    return table;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  private static Refusal unreadable(String part, int index, String what) {
    return new Refusal(
        Failure.UNREADABLE, "the " + part + " has " + what + " (at character " + (index + 1) + ")");
  }
}
