package dev.countersign.signer;

/** What a request says about its body in {@code x-amz-content-sha256}. */
public sealed interface Payload {

  /** 64 lower-case hexadecimal digits. */
  record Hash(String sha256) implements Payload {}

  /** No such header: the body's hash stands in the canonical request only. */
  record Absent() implements Payload {}

  /** {@code UNSIGNED-PAYLOAD}. */
  record Unsigned() implements Payload {}

  /** {@code STREAMING-UNSIGNED-PAYLOAD-TRAILER}. */
  record UnsignedTrailer() implements Payload {}
}
