package dev.countersign.signer;

import java.util.List;

/** What a request says about its body in {@code x-amz-content-sha256}. */
public sealed interface Payload {

  /** 64 lower-case hexadecimal digits. */
  record Hash(String sha256) implements Payload {}

  /** No such header: the body's hash stands in the canonical request only. */
  record Absent() implements Payload {}

  /** {@code UNSIGNED-PAYLOAD}. */
  record Unsigned() implements Payload {}

  /**
   * {@code STREAMING-AWS4-HMAC-SHA256-PAYLOAD}, or the same with a trailer.
   *
   * @param decodedLength of the content, in bytes
   * @param trailer the headers that {@code x-amz-trailer} announces, in lower case and in order;
   *     empty where the form has none
   */
  record SignedChunks(long decodedLength, List<String> trailer) implements Payload {
    public SignedChunks {
      trailer = List.copyOf(trailer);
    }
  }

  /** {@code STREAMING-AWS4-HMAC-SHA256-EVENTS}. */
  record Events() implements Payload {}

  /** {@code STREAMING-UNSIGNED-PAYLOAD-TRAILER}. */
  record UnsignedTrailer() implements Payload {}
}
