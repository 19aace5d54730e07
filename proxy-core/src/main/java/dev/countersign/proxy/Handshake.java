package dev.countersign.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The opening handshake of a WebSocket (RFC 6455, 4.1), in one spelling of it: every field once,
 * and no body. Extensions are heard and not granted, so that frames stay readable.
 *
 * @param key {@code Sec-WebSocket-Key}
 * @param protocols that are offered, in order; mostly none
 */
record Handshake(String key, List<String> protocols) {

  private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final String PREFIX = "sec-websocket-";
  private static final SecureRandom RANDOM = new SecureRandom();

  /** 16 bytes in base64, whose last digit has four bits that mean nothing. */
  private static final Pattern KEY = Pattern.compile("[A-Za-z0-9+/]{21}[AQgw]==");

  /** A token of RFC 9110, 5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");

  private static final int MOST_PROTOCOLS = 16;

  private static final Set<String> KNOWN =
      Set.of(PREFIX + "key", PREFIX + "version", PREFIX + "protocol", PREFIX + "extensions");

  Handshake {
    protocols = List.copyOf(protocols);
  }

  /** The gateway's own, which offers the same. */
  Handshake anew() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return new Handshake(Base64.getEncoder().encodeToString(bytes), protocols);
  }

  /** Whether a field of this name has to do with it. */
  static boolean isField(String name) {
    return name.toLowerCase(Locale.ROOT).startsWith(PREFIX);
  }

  /**
   * The handshake that the request is; empty for one that upgrades nothing.
   *
   * @throws Refusal FRAMING for an upgrade to something else, or one with more than one meaning
   */
  static Optional<Handshake> find(HttpRequest request) {
    HttpHeaders headers = request.headers();
    if (!headers.contains(HttpHeaderNames.UPGRADE)) {
      return Optional.empty();
    }
    require(request.method().name().equals("GET"), "a WebSocket is opened with GET");
    require(
        Stream.of(
                HttpHeaderNames.CONTENT_LENGTH,
                HttpHeaderNames.TRANSFER_ENCODING,
                HttpHeaderNames.EXPECT)
            .noneMatch(headers::contains),
        "the upgrade to a WebSocket has no body");
    require(
        one(headers, "Upgrade").equalsIgnoreCase("websocket"),
        "the only upgrade is the one to a WebSocket");
    require(
        one(headers, "Connection").equalsIgnoreCase("upgrade"),
        "Connection may only say Upgrade beside it");
    require(one(headers, "Sec-WebSocket-Version").equals("13"), "Sec-WebSocket-Version is not 13");
    for (String name : headers.names()) {
      require(
          !isField(name) || KNOWN.contains(name.toLowerCase(Locale.ROOT)),
          "a field of the handshake is not one that a client sends");
    }
    String key = one(headers, "Sec-WebSocket-Key");
    require(KEY.matcher(key).matches(), "Sec-WebSocket-Key is not 16 bytes");
    return Optional.of(new Handshake(key, protocols(headers)));
  }

  private static List<String> protocols(HttpHeaders headers) {
    if (!headers.contains(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)) {
      return List.of();
    }
    List<String> protocols =
        Stream.of(one(headers, "Sec-WebSocket-Protocol").split(",", -1))
            .map(String::strip)
            .toList();
    require(
        protocols.size() <= MOST_PROTOCOLS
            && new HashSet<>(protocols).size() == protocols.size()
            && protocols.stream().allMatch(TOKEN.asMatchPredicate()),
        "Sec-WebSocket-Protocol is no list of names");
    return protocols;
  }

  private static String one(HttpHeaders headers, String name) {
    List<String> values = headers.getAll(name);
    require(values.size() == 1, name + " has to stand once in the upgrade to a WebSocket");
    return values.getFirst().strip();
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new Refusal(Failure.FRAMING, otherwise);
    }
  }

  /** What whoever answers this handshake says in {@code Sec-WebSocket-Accept}. */
  String accept() {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(US_ASCII));
      return Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-1", e);
    }
  }
}
