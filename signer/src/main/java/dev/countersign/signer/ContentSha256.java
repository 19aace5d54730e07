package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.SigningAlgorithm;
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
  static final String EVENTS = "STREAMING-AWS4-HMAC-SHA256-EVENTS";

  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern CHECKSUM = Pattern.compile("x-amz-checksum-[a-z0-9]{1,32}");
  private static final Pattern LENGTH = Pattern.compile("[0-9]{1,18}");

  private ContentSha256() {}

  /**
   * @param algorithm of the request's signature
   * @throws Refusal AMBIGUOUS where one of the headers is repeated or two of them disagree,
   *     SIGNATURE_UNSUPPORTED for events of SigV4A, UNREADABLE for anything unknown
   */
  static Payload read(Headers headers, SigningAlgorithm algorithm) {
    refuseOddLength(headers);
    Payload payload =
        headers.single(HEADER).map(word -> payload(word, headers)).orElseGet(Payload.Absent::new);
    switch (payload) {
      case Payload.UnsignedTrailer _ -> requireChunked(headers, algorithm);
      case Payload.SignedChunks chunks -> {
        requireChunked(headers, algorithm);
        if (chunks.trailer().isEmpty()) {
          refuseTrailer(headers);
        }
      }
      case Payload.Hash _, Payload.Absent _, Payload.Unsigned _, Payload.Events _, Payload.Form _ ->
          refuseTrailer(headers);
    }
    return payload;
  }

  private static void refuseTrailer(Headers headers) {
    if (headers.contains("x-amz-trailer")) {
      throw new Refusal(
          Failure.AMBIGUOUS,
          "x-amz-trailer announces a trailer, and " + HEADER + " names a form without one");
    }
  }

  private static Payload payload(String word, Headers headers) {
    return switch (word) {
      case UNSIGNED -> new Payload.Unsigned();
      case UNSIGNED_TRAILER -> {
        trailer(headers);
        yield new Payload.UnsignedTrailer();
      }
      case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" ->
          signedChunks(SigningAlgorithm.SIGV4, headers, List.of(), word);
      case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" ->
          signedChunks(SigningAlgorithm.SIGV4, headers, trailer(headers), word);
      case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD" ->
          signedChunks(SigningAlgorithm.SIGV4A, headers, List.of(), word);
      case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER" ->
          signedChunks(SigningAlgorithm.SIGV4A, headers, trailer(headers), word);
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

  private static Payload signedChunks(
      SigningAlgorithm algorithm, Headers headers, List<String> trailer, String word) {
    String length =
        headers
            .single("x-amz-decoded-content-length")
            .orElseThrow(
                () ->
                    new Refusal(Failure.UNREADABLE, word + " needs x-amz-decoded-content-length"));
    return new Payload.SignedChunks(algorithm, Long.parseLong(length), trailer);
  }

  /** The headers that are announced; a checksum with all clients. */
  private static List<String> trailer(Headers headers) {
    List<String> names = tokens(List.of(headers.single("x-amz-trailer").orElse("")));
    if (!names.stream().allMatch(name -> CHECKSUM.matcher(name).matches())) {
      throw new Refusal(
          Failure.UNREADABLE, "x-amz-trailer: expected the name of an x-amz-checksum-* header");
    }
    return names;
  }

  /**
   * Clients differ in the order of {@code Content-Encoding}, in whether it is one header or two,
   * and in whether they know the length. The SDK for Java's signer for SigV4A leaves the header
   * out; S3 goes by {@code x-amz-content-sha256}.
   */
  private static void requireChunked(Headers headers, SigningAlgorithm algorithm) {
    boolean chunked =
        tokens(headers.all("Content-Encoding")).stream().anyMatch("aws-chunked"::equalsIgnoreCase);
    if (!chunked && algorithm == SigningAlgorithm.SIGV4) {
      throw new Refusal(
          Failure.UNREADABLE, HEADER + " names chunks, which need aws-chunked in Content-Encoding");
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
        what + ", which this gateway does not sign again: " + instead);
  }
}
