package dev.countersign.catalog;

import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * A request while it is being read: the head's parts that may name an operation, each of which may
 * stand there once, and the body for those who need it.
 *
 * @param query decoded
 * @param target what {@code X-Amz-Target} says
 * @param smithyProtocol what {@code smithy-protocol} says
 * @param mediaType type and subtype of the content, in lower case; empty where there is none
 */
record WireRequest(
    RequestHead head,
    RequestBody body,
    Parameters query,
    Optional<String> target,
    Optional<String> smithyProtocol,
    String mediaType) {

  static final String FORM = "application/x-www-form-urlencoded";
  static final String CBOR = "application/cbor";
  static final String AMZ_CBOR = "application/x-amz-cbor-1.1";

  /** How much of a body is read to learn members of it; in bytes, unpacked. */
  static final int MEMBERS_LIMIT = 256 * 1024;

  /** How long a form may be, whose operation cannot be known otherwise; in bytes, unpacked. */
  static final int FORM_LIMIT = 1024 * 1024;

  /** Headers by which some servers let a sender name another method or URL than the first line. */
  private static final Set<String> OVERRIDES =
      Set.of(
          "x-http-method-override",
          "x-http-method",
          "x-method-override",
          "x-original-url",
          "x-rewrite-url");

  static WireRequest of(RequestHead head, RequestBody body) {
    for (Header header : head.headers()) {
      // Servers that hand headers on as variables take an underscore for a hyphen.
      if (OVERRIDES.contains(header.name().toLowerCase(Locale.ROOT).replace('_', '-'))) {
        throw new Refusal(
            Failure.AMBIGUOUS,
            "the header " + header.name() + " can say another method or URL than the request");
      }
    }
    return new WireRequest(
        head,
        body,
        Parameters.ofQuery(head.rawQuery()),
        head.headers().single("x-amz-target"),
        head.headers().single("smithy-protocol"),
        mediaType(head.headers().single("content-type").orElse("")));
  }

  /** A charset other than UTF-8 would make another message of the same bytes. */
  private static String mediaType(String contentType) {
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";");
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].strip().replace("\"", "");
      if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
        throw new Refusal(
            Failure.AMBIGUOUS, "the content type names a charset other than UTF-8: " + parameter);
      }
    }
    return parts[0].strip();
  }

  String method() {
    return head.method();
  }

  boolean isPost() {
    return head.method().equals("POST");
  }

  /** Whether a body follows, as its framing says. */
  boolean hasBody() {
    return head.headers().contains("transfer-encoding")
        || head.headers()
            .single("content-length")
            .filter(length -> !length.equals("0"))
            .isPresent();
  }

  /**
   * The path's segments, decoded, without a slash at the end.
   *
   * @throws Refusal where two routers could take it for two paths
   */
  List<String> segments() {
    String path = head.rawPath();
    if (PercentCoding.escapesNeedlessly(path)) {
      throw new Refusal(Failure.AMBIGUOUS, "the path escapes letters or digits");
    }
    // Some routers cut a segment there (RFC 3986, 3.3); every SDK escapes it.
    if (path.indexOf(';') >= 0) {
      throw new Refusal(Failure.AMBIGUOUS, "the path holds a bare semicolon");
    }
    String inner = path.substring(1);
    if (inner.endsWith("/")) {
      inner = inner.substring(0, inner.length() - 1);
    }
    if (inner.isEmpty()) {
      return List.of();
    }
    List<String> segments =
        List.of(inner.split("/", -1)).stream().map(s -> PercentCoding.decode(s, false)).toList();
    if (segments.contains(".") || segments.contains("..")) {
      throw new Refusal(Failure.AMBIGUOUS, "the path has a dot segment");
    }
    if (segments.stream().anyMatch(s -> s.chars().anyMatch(Character::isISOControl))) {
      throw new Refusal(Failure.AMBIGUOUS, "the path holds a control character");
    }
    return segments;
  }

  /**
   * The whole body, unpacked where it is compressed.
   *
   * @param limit in bytes, before and after unpacking
   * @throws Refusal BODY_TOO_LARGE over the limit; UNREADABLE where the encoding is unknown or
   *     wrong
   */
  byte[] content(int limit) {
    return encoding().isEmpty() ? body.bytes(limit) : unpack(body.bytes(limit), limit);
  }

  /** As {@link #content}; empty where the body is too long to be held for its members only. */
  Optional<byte[]> members(int limit) {
    if (declaredLength() > limit) {
      return Optional.empty();
    }
    try {
      return Optional.of(content(limit));
    } catch (Refusal refusal) {
      return emptyIfTooLarge(refusal);
    }
  }

  /** What a body that is too long to be held comes to for who only wants its members. */
  static <T> Optional<T> emptyIfTooLarge(Refusal refusal) {
    if (refusal.failure() == Failure.BODY_TOO_LARGE) {
      return Optional.empty();
    }
    throw refusal;
  }

  private long declaredLength() {
    String length = head.headers().single("content-length").orElse("0");
    try {
      return Long.parseLong(length);
    } catch (NumberFormatException e) {
      throw new Refusal(Failure.UNREADABLE, "Content-Length is no number", e);
    }
  }

  /**
   * The body, unpacked where it is compressed, for who need not hold it.
   *
   * @param limit in bytes, before unpacking
   */
  InputStream stream(long limit) throws IOException {
    InputStream raw = body.open(limit);
    return encoding().equals("gzip") ? new GZIPInputStream(raw) : raw;
  }

  /** Of the content encodings there are two that are read. */
  private String encoding() {
    String encoding =
        head.headers().single("content-encoding").orElse("").strip().toLowerCase(Locale.ROOT);
    return switch (encoding) {
      case "", "identity" -> "";
      case "gzip" -> encoding;
      default ->
          throw new Refusal(Failure.UNREADABLE, "the content encoding is not read: " + encoding);
    };
  }

  private static byte[] unpack(byte[] packed, int limit) {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      byte[] unpacked = in.readNBytes(limit + 1);
      if (unpacked.length > limit) {
        throw new Refusal(
            Failure.BODY_TOO_LARGE, "the body unpacks to more than " + limit + " bytes");
      }
      return unpacked;
    } catch (IOException e) {
      throw notGzip(e);
    }
  }

  static Refusal notGzip(IOException cause) {
    return new Refusal(Failure.UNREADABLE, "the body is not gzip although it says so", cause);
  }
}
