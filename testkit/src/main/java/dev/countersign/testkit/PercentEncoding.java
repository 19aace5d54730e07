package dev.countersign.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Percent-encoding over bytes (RFC 3986, 2.1), with SigV4's set of unreserved characters. Text that
 * comes off the wire has one character for each byte (ISO 8859-1).
 */
final class PercentEncoding {

  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private PercentEncoding() {}

  /**
   * The bytes that {@code wire} stands for; a plus sign is a plus sign.
   *
   * @throws Rejected MALFORMED where a percent sign is not followed by two hexadecimal digits
   */
  static byte[] decode(String wire) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(wire.length());
    for (int i = 0; i < wire.length(); i++) {
      char c = wire.charAt(i);
      if (c != '%') {
        bytes.write(c);
        continue;
      }
      if (i + 2 >= wire.length()
          || !HexFormat.isHexDigit(wire.charAt(i + 1))
          || !HexFormat.isHexDigit(wire.charAt(i + 2))) {
        throw new Rejected(Rejection.MALFORMED, "Couldn't parse the specified URI.");
      }
      bytes.write(HexFormat.fromHexDigits(wire, i + 1, i + 3));
      i += 2;
    }
    return bytes.toByteArray();
  }

  /** Every byte outside of {@code A-Za-z0-9-._~} as a percent sign and two upper-case digits. */
  static String encode(byte[] bytes) {
    StringBuilder encoded = new StringBuilder(bytes.length + 16);
    for (byte b : bytes) {
      if (isUnreserved(b)) {
        encoded.append((char) b);
      } else {
        encoded.append('%').append(HEX.toHexDigits(b));
      }
    }
    return encoded.toString();
  }

  /** As {@link #encode}, for text that is UTF-8 on the wire. */
  static String encodeUtf8(String text) {
    return encode(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The text that {@code wire} stands for; empty where that is not UTF-8. */
  static Optional<String> decodeUtf8(String wire) {
    try {
      return Optional.of(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(decode(wire))).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static boolean isUnreserved(byte b) {
    return (b >= 'A' && b <= 'Z')
        || (b >= 'a' && b <= 'z')
        || (b >= '0' && b <= '9')
        || b == '-'
        || b == '.'
        || b == '_'
        || b == '~';
  }
}
