package dev.countersign.testkit;

import dev.countersign.model.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The canonical request (AWS Signature Version 4, "Create a canonical request"), computed from what
 * stood on the wire and from nothing that a client library would hand over.
 */
final class CanonicalRequest {

  /** Signing names whose paths are encoded once and never normalised. */
  private static final Set<String> SINGLE_ENCODING =
      Set.of("s3", "s3express", "s3-outposts", "s3-object-lambda");

  private record Parameter(String name, String value) {}

  private CanonicalRequest() {}

  /**
   * The SHA-256 of the canonical request, as it stands in the string to sign.
   *
   * @param payloadHash the last line: a hash, or a word such as {@code UNSIGNED-PAYLOAD}
   */
  static String hash(
      RequestHead head, String service, List<String> signedHeaders, String payloadHash) {
    String canonical =
        String.join(
            "\n",
            head.method(),
            path(head.rawPath(), service),
            query(head.rawQuery(), service),
            headers(head, signedHeaders),
            String.join(";", signedHeaders),
            payloadHash);
    return Digests.sha256Hex(canonical.getBytes(StandardCharsets.ISO_8859_1));
  }

  static String path(String rawPath, String service) {
    return SINGLE_ENCODING.contains(service) ? encodedOnce(rawPath) : encodedTwice(rawPath);
  }

  /**
   * S3 reads the path as the key that it means and encodes that: a slash is a slash, whether it was
   * encoded on the wire or not. The AWS SDK for Java relies on it, which signs {@code //} and sends
   * {@code /%2F}.
   */
  private static String encodedOnce(String rawPath) {
    return encodedBetweenSlashes(PercentEncoding.decode(rawPath));
  }

  private static String encodedTwice(String rawPath) {
    return encodedBetweenSlashes(withoutDotSegments(rawPath).getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String encodedBetweenSlashes(byte[] path) {
    return Arrays.stream(new String(path, StandardCharsets.ISO_8859_1).split("/", -1))
        .map(segment -> PercentEncoding.encode(segment.getBytes(StandardCharsets.ISO_8859_1)))
        .collect(Collectors.joining("/"));
  }

  /** RFC 3986, 5.2.4, and empty segments go as well. */
  private static String withoutDotSegments(String rawPath) {
    Deque<String> kept = new ArrayDeque<>();
    for (String segment : rawPath.split("/", -1)) {
      if (segment.equals("..")) {
        kept.pollLast();
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        kept.addLast(segment);
      }
    }
    String end = rawPath.endsWith("/") && !kept.isEmpty() ? "/" : "";
    return "/" + String.join("/", kept) + end;
  }

  /**
   * Sorted after encoding, by name and then by value; the signature itself is left out, and AWS
   * IoT's message broker leaves out the session token as well.
   */
  static String query(String rawQuery, String service) {
    String behind = service.equals("iotdevicegateway") ? "X-Amz-Security-Token" : "";
    return Arrays.stream(rawQuery.split("&"))
        .filter(part -> !part.isEmpty())
        .map(CanonicalRequest::parameter)
        .filter(parameter -> !parameter.name().equals("X-Amz-Signature"))
        .filter(parameter -> !parameter.name().equals(behind))
        .sorted(Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
        .map(parameter -> parameter.name() + "=" + parameter.value())
        .collect(Collectors.joining("&"));
  }

  private static Parameter parameter(String part) {
    int equals = part.indexOf('=');
    String name = equals < 0 ? part : part.substring(0, equals);
    String value = equals < 0 ? "" : part.substring(equals + 1);
    return new Parameter(reencodedQuery(name), reencodedQuery(value));
  }

  /** A plus sign in a query is a space to AWS, as it is in a form. */
  private static String reencodedQuery(String wire) {
    return PercentEncoding.encode(PercentEncoding.decode(wire.replace('+', ' ')));
  }

  private static String headers(RequestHead head, List<String> signedHeaders) {
    return signedHeaders.stream()
        .map(name -> name + ":" + value(head, name) + "\n")
        .collect(Collectors.joining());
  }

  /** "Trimall": a tab is white space to those who sign, and so it has to be here. */
  private static String value(RequestHead head, String name) {
    return head.headers().all(name).stream()
        .map(value -> value.strip().replaceAll("[ \t]+", " "))
        .collect(Collectors.joining(","));
  }
}
