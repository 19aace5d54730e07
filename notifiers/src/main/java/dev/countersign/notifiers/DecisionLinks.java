package dev.countersign.notifiers;

import dev.countersign.model.Secret;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Links by which one person decides one request without logging in: whoever has the link is taken
 * for that person, for that request and until it expires.
 *
 * <p>A token is {@code payload.mac} in base64url without padding. The MAC covers the payload as it
 * is written, so there is one way only to write a token. It opens a page that asks; a GET decides
 * nothing, since mail scanners follow links. That a link decides once follows from {@link
 * dev.countersign.approvals.Approvals}, which takes one vote of a person.
 */
public final class DecisionLinks {

  /** The path below the console's URL that the token follows. */
  public static final String PATH = "/d/";

  /** Characters; what is longer is not looked at. */
  static final int LONGEST_TOKEN = 1_024;

  /** Goes first into the MAC, so that what the key signs elsewhere is never a link. */
  private static final String PURPOSE = "countersign-link.";

  private static final Pattern PAYLOAD =
      Pattern.compile("1\n([^\n]{1,200})\n([^\n]{1,200})\n(0|[1-9][0-9]{0,11})");

  private static final byte[] NOTHING = {};

  /** Characters of the key; as hexadecimal digits, 128 bits. */
  private static final int SHORTEST_KEY = 32;

  private final Secret key;

  /**
   * @param key random, at least {@value #SHORTEST_KEY} characters; the same on all gateways of a
   *     fleet
   * @throws IllegalArgumentException where it is shorter
   */
  public DecisionLinks(Secret key) {
    if (key.reveal().length() < SHORTEST_KEY) {
      throw new IllegalArgumentException(
          "the key of decision links is short (expected: at least 32 characters)");
    }
    this.key = key;
  }

  /**
   * What a token says.
   *
   * @param request {@code ap-...}
   * @param person the name of who may decide by it
   * @param expires from then on it is worth nothing; whole seconds
   */
  public record Link(String request, String person, Instant expires) {}

  /**
   * @throws IllegalArgumentException where a name cannot stand in a token
   */
  public String make(Link link) {
    String payload =
        "1\n" + link.request() + "\n" + link.person() + "\n" + link.expires().getEpochSecond();
    if (!PAYLOAD.matcher(payload).matches()) {
      throw new IllegalArgumentException("link: (expected: names of 1 to 200 characters)");
    }
    String written = base64(payload.getBytes(StandardCharsets.UTF_8));
    return written + "." + mac(written);
  }

  /** Empty for whatever {@link #make} did not make with this key, and for what is expired. */
  public Optional<Link> read(String token, Instant now) {
    int dot = token.indexOf('.');
    if (token.length() > LONGEST_TOKEN || dot < 0) {
      return Optional.empty();
    }
    String written = token.substring(0, dot);
    return isEqual(mac(written), token.substring(dot + 1))
        ? payload(written).filter(link -> now.isBefore(link.expires()))
        : Optional.empty();
  }

  private static Optional<Link> payload(String written) {
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(written)))
              .toString();
      Matcher fields = PAYLOAD.matcher(text);
      return fields.matches() ? Optional.of(link(fields)) : Optional.empty();
    } catch (IllegalArgumentException | CharacterCodingException _) {
      return Optional.empty();
    }
  }

  private static Link link(Matcher fields) {
    Instant expires = Instant.ofEpochSecond(Long.parseLong(fields.group(3)));
    return new Link(fields.group(1), fields.group(2), expires);
  }

  private String mac(String written) {
    return base64(Hmac.of(key, PURPOSE + written, NOTHING));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static boolean isEqual(String expected, String got) {
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.UTF_8), got.getBytes(StandardCharsets.UTF_8));
  }
}
