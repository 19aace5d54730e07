package dev.countersign.catalog;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Percent-encoding (RFC 3986, 2.1), undone once and strictly: half an escape, a byte outside ASCII
 * or something that is not UTF-8 is refused and never guessed at.
 */
final class PercentCoding {

  private PercentCoding() {}

  /**
   * @param plusIsSpace as in forms; in paths and in other queries a plus is a plus
   */
  static String decode(String text, boolean plusIsSpace) {
    byte[] bytes = new byte[text.length()];
    int length = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        throw unreadable("holds a character that a URL must escape");
      }
      if (c == '%') {
        bytes[length++] = (byte) (digit(text, i + 1) << 4 | digit(text, i + 2));
        i += 2;
      } else {
        bytes[length++] = (byte) (c == '+' && plusIsSpace ? ' ' : c);
      }
    }
    return utf8(bytes, length);
  }

  /**
   * Whether a letter or a digit is escaped although none needs it. A signature does not tell the
   * two spellings apart, but a router might.
   */
  static boolean escapesNeedlessly(String text) {
    for (int i = text.indexOf('%'); i >= 0 && i + 2 < text.length(); i = text.indexOf('%', i + 1)) {
      int c = digit(text, i + 1) << 4 | digit(text, i + 2);
      if (c < 0x7f && Character.isLetterOrDigit(c)) {
        return true;
      }
    }
    return false;
  }

  private static String utf8(byte[] bytes, int length) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, 0, length))
          .toString();
    } catch (CharacterCodingException e) {
      throw unreadable("is not UTF-8");
    }
  }

  private static int digit(String text, int at) {
    int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
    if (digit < 0) {
      throw unreadable("holds an incomplete percent escape");
    }
    return digit;
  }

  private static Refusal unreadable(String what) {
    return new Refusal(Failure.UNREADABLE, "the URL or the form " + what);
  }
}
