package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads {@code x-amz-content-sha256} and the headers that belong to it ("Authenticating Requests
 * (AWS Signature Version 4)" and "Signature calculations for the authorization header: Transferring
 * a payload in multiple chunks" of the S3 API reference).
 */
final class ContentSha256 {

  static final String HEADER = "x-amz-content-sha256";
  static final String UNSIGNED = "UNSIGNED-PAYLOAD";
  static final String UNSIGNED_TRAILER = "STREAMING-UNSIGNED-PAYLOAD-TRAILER";

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern CHECKSUM = Pattern.compile("x-amz-checksum-[a-z0-9]{1,32}");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private ContentSha256() {}

  /**
   * @throws Refusal AMBIGUOUS where one of the headers is repeated or two of them disagree,
   *     SIGNATURE_UNSUPPORTED for signed chunks and events, UNREADABLE for anything unknown
   */
  static Payload read(Headers headers) {
    refuseOddLength(headers);
    Payload payload =
        headers.single(HEADER).map(word -> payload(word, headers)).orElseGet(Payload.Absent::new);
    if (!(payload instanceof Payload.UnsignedTrailer) && headers.contains("x-amz-trailer")) {
      throw new Refusal(
          Failure.AMBIGUOUS,
          "x-amz-trailer announces a trailer, and " + HEADER + " is not " + UNSIGNED_TRAILER);
    }
    return payload;
  }

  private static Payload payload(String word, Headers headers) {
    return switch (word) {
      case UNSIGNED -> new Payload.Unsigned();
      case UNSIGNED_TRAILER -> unsignedTrailer(headers);
      case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" ->
          throw unsupported(
              "the body comes in signed chunks",
              "switch chunk signing off in the client, or use the SDK's default over https");
      case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
          "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER" ->
          throw unsupported(
              "the body comes in chunks signed with SigV4A", "sign for one region with SigV4");
      case "STREAMING-AWS4-HMAC-SHA256-EVENTS", "STREAMING-AWS4-ECDSA-P256-SHA256-EVENTS" ->
          throw unsupported(
              "the body is a stream of signed events", "use an operation without an event stream");
      default -> hash(word);
    };
  }

  private static Payload hash(String word) {
    if (!HASH.matcher(word).matches()) {
      throw new Refusal(
          Failure.UNREADABLE,
          HEADER + ": expected 64 lower-case hexadecimal digits or one of AWS's words");
    }
    return new Payload.Hash(word);
  }

  /**
   * Clients differ in the order of {@code Content-Encoding}, in whether it is one header or two,
   * and in whether they know the length; the trailer is a checksum with all of them.
   */
  private static Payload unsignedTrailer(Headers headers) {
    String trailer = headers.single("x-amz-trailer").orElse("");
    if (!tokens(List.of(trailer)).stream().allMatch(name -> CHECKSUM.matcher(name).matches())) {
      throw new Refusal(
          Failure.UNREADABLE, "x-amz-trailer: expected the name of an x-amz-checksum-* header");
    }
    if (tokens(headers.all("Content-Encoding")).stream()
        .noneMatch("aws-chunked"::equalsIgnoreCase)) {
      throw new Refusal(
          Failure.UNREADABLE, UNSIGNED_TRAILER + " needs aws-chunked in Content-Encoding");
    }
    return new Payload.UnsignedTrailer();
  }

  private static void refuseOddLength(Headers headers) {
    Optional<String> length = headers.single("x-amz-decoded-content-length");
    if (length.isPresent() && !LENGTH.matcher(length.get()).matches()) {
      throw new Refusal(
          Failure.UNREADABLE, "x-amz-decoded-content-length: expected a number of bytes");
    }
  }

  private static List<String> tokens(List<String> values) {
    return values.stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .toList();
  }

  private static Refusal unsupported(String what, String instead) {
    return new Refusal(
        Failure.SIGNATURE_UNSUPPORTED,
        what + ", which this gateway does not sign again yet: " + instead);
  }
}
