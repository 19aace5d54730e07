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
  static final String SIGNED_CHUNKS = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD";
  static final String SIGNED_TRAILER = "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER";
  static final String EVENTS = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern CHECKSUM = Pattern.compile("x-amz-checksum-[a-z0-9]{1,32}");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private ContentSha256() {}

  /**
   * @throws Refusal AMBIGUOUS where one of the headers is repeated or two of them disagree,
   *     SIGNATURE_UNSUPPORTED for what SigV4A signs, UNREADABLE for anything unknown
   */
  static Payload read(Headers headers) {
    refuseOddLength(headers);
    Payload payload =
        headers.single(HEADER).map(word -> payload(word, headers)).orElseGet(Payload.Absent::new);
    boolean mayHaveTrailer =
        switch (payload) {
          case Payload.UnsignedTrailer _ -> true;
          case Payload.SignedChunks chunks -> !chunks.trailer().isEmpty();
          case Payload.Hash _, Payload.Absent _, Payload.Unsigned _, Payload.Events _ -> false;
        };
    if (!mayHaveTrailer && headers.contains("x-amz-trailer")) {
      throw new Refusal(
          Failure.AMBIGUOUS,
          "x-amz-trailer announces a trailer, and " + HEADER + " names a form without one");
    }
    return payload;
  }

  private static Payload payload(String word, Headers headers) {
    return switch (word) {
      case UNSIGNED -> new Payload.Unsigned();
      case UNSIGNED_TRAILER -> {
        trailer(headers, word);
        yield new Payload.UnsignedTrailer();
      }
      case SIGNED_CHUNKS -> signedChunks(headers, List.of(), word);
      case SIGNED_TRAILER -> signedChunks(headers, trailer(headers, word), word);
      case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD",
          "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER" ->
          throw unsupported(
              "the body comes in chunks signed with SigV4A", "sign for one region with SigV4");
      case EVENTS -> events(headers);
      case "STREAMING-AWS4-ECDSA-P256-SHA256-EVENTS" ->
          throw unsupported(
              "the body is a stream of events signed with SigV4A",
              "sign for one region with SigV4");
      default -> hash(word);
    };
  }

  private static Payload events(Headers headers) {
    if (headers.contains("Content-Encoding")) {
      throw new Refusal(
          Failure.AMBIGUOUS, "Content-Encoding is there, and " + EVENTS + " says what the body is");
    }
    return new Payload.Events();
  }

  private static Payload hash(String word) {
    if (!HASH.matcher(word).matches()) {
      throw new Refusal(
          Failure.UNREADABLE,
          HEADER + ": expected 64 lower-case hexadecimal digits or one of AWS's words");
    }
    return new Payload.Hash(word);
  }

  private static Payload signedChunks(Headers headers, List<String> trailer, String word) {
    requireChunked(headers, word);
    String length =
        headers
            .single("x-amz-decoded-content-length")
            .orElseThrow(
                () ->
                    new Refusal(Failure.UNREADABLE, word + " needs x-amz-decoded-content-length"));
    return new Payload.SignedChunks(Long.parseLong(length), trailer);
  }

  /** The headers that are announced; a checksum with all clients. */
  private static List<String> trailer(Headers headers, String word) {
    requireChunked(headers, word);
    List<String> names = tokens(List.of(headers.single("x-amz-trailer").orElse("")));
    if (!names.stream().allMatch(name -> CHECKSUM.matcher(name).matches())) {
      throw new Refusal(
          Failure.UNREADABLE, "x-amz-trailer: expected the name of an x-amz-checksum-* header");
    }
    return names;
  }

  /**
   * Clients differ in the order of {@code Content-Encoding}, in whether it is one header or two,
   * and in whether they know the length.
   */
  private static void requireChunked(Headers headers, String word) {
    if (tokens(headers.all("Content-Encoding")).stream()
        .noneMatch("aws-chunked"::equalsIgnoreCase)) {
      throw new Refusal(Failure.UNREADABLE, word + " needs aws-chunked in Content-Encoding");
    }
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
