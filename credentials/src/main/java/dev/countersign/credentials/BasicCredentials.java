package dev.countersign.credentials;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * User and password of the {@code Basic} scheme (RFC 7617, 2), read strictly: one spelling for one
 * value, so that no two readers can see different users.
 */
record BasicCredentials(String user, Secret password) {

  /** Longer than any name and secret that the config can hold. */
  private static final int MAX_LENGTH = 4096;

  private static final Pattern FORM = Pattern.compile("(?i:basic) ([A-Za-z0-9+/]+={0,2})");

  /**
   * Reads the value of {@code Proxy-Authorization}: canonical base64 of UTF-8, without control
   * characters, a colon between a user and a password that both have at least one character.
   *
   * @throws Refusal UNKNOWN_AGENT; the message holds nothing of the value
   */
  static BasicCredentials parse(String headerValue) {
    Matcher matcher = FORM.matcher(headerValue);
    if (headerValue.length() > MAX_LENGTH || !matcher.matches()) {
      throw malformed();
    }
    String pair = decode(matcher.group(1));
    int colon = pair.indexOf(':');
    if (colon < 1 || colon == pair.length() - 1 || pair.chars().anyMatch(Character::isISOControl)) {
      throw malformed();
    }
    return new BasicCredentials(pair.substring(0, colon), Secret.of(pair.substring(colon + 1)));
  }

  private static String decode(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      // The JDK's decoder tolerates missing padding and stray low bits; the encoder has one form.
      if (!Base64.getEncoder().encodeToString(bytes).equals(base64)) {
        throw malformed();
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException _) {
      throw malformed();
    }
  }

  private static Refusal malformed() {
    return new Refusal(
        Failure.UNKNOWN_AGENT,
        "Proxy-Authorization cannot be read (expected: Basic, one space, base64 of"
            + " <agent>:<secret> in UTF-8)");
  }
}
