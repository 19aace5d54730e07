package dev.countersign.testkit;

import dev.countersign.model.SigningAlgorithm;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;

/**
 * The chain of signatures through a body of signed chunks: each signs the one before it, the first
 * one the request's own ("Signature calculations for the Authorization header: transferring payload
 * in multiple chunks").
 */
final class ChunkChain {

  private static final Duration SKEW = Duration.ofMinutes(15);
  private static final Duration LONGEST_STREAM = Duration.ofHours(5);
  private static final String EMPTY_HASH = Digests.sha256Hex(new byte[0]);

  private final SigningKey key;
  private final Claim claim;
  private String previous;

  ChunkChain(SigningKey key, Claim claim) {
    this.key = key;
    this.claim = claim;
    this.previous = claim.signature();
  }

  /**
   * @throws Rejected WRONG_SIGNATURE
   */
  void chunk(byte[] data, String signature) {
    next("-PAYLOAD", EMPTY_HASH + "\n" + Digests.sha256Hex(data), signature);
  }

  /**
   * @param lines the trailer's headers, each as {@code name:value} and a line feed
   * @throws Rejected WRONG_SIGNATURE
   */
  void trailer(String lines, String signature) {
    byte[] bytes = lines.getBytes(StandardCharsets.ISO_8859_1);
    next("-TRAILER", Digests.sha256Hex(bytes), signature);
  }

  /**
   * A message of a stream of events, which has a time of its own.
   *
   * @param dateHeader as it is encoded
   * @throws Rejected STALE, or WRONG_SIGNATURE
   */
  void event(long millis, byte[] dateHeader, byte[] payload, byte[] signature) {
    Instant signed = Instant.ofEpochMilli(millis);
    Duration since = Duration.between(claim.instant(), signed);
    if (since.plus(SKEW).isNegative() || since.compareTo(LONGEST_STREAM) > 0) {
      throw new Rejected(Rejection.STALE, "An event was signed at another time: " + signed);
    }
    String time = Claim.time(signed);
    Claim.Scope scope = claim.scope().onDay(time.substring(0, 8));
    next(
        key.in(scope),
        String.join("\n", scope.algorithm().word() + "-PAYLOAD", time, scope.toString()),
        Digests.sha256Hex(dateHeader) + "\n" + Digests.sha256Hex(payload),
        HexFormat.of().formatHex(signature));
  }

  private void next(String part, String hashes, String padded) {
    Claim.Scope scope = claim.scope();
    next(
        key,
        String.join("\n", scope.algorithm().word() + part, claim.time(), scope.toString()),
        hashes,
        unpadded(padded));
  }

  private void next(SigningKey key, String head, String hashes, String signature) {
    String stringToSign = String.join("\n", head, previous, hashes);
    if (!key.made(signature, stringToSign)) {
      throw new Rejected(
          Rejection.WRONG_SIGNATURE,
          "The chunk signature we calculated does not match the one you provided.");
    }
    previous = signature;
  }

  /** SigV4A's are of several lengths, and have asterisks after them up to 144 characters. */
  private String unpadded(String padded) {
    boolean sigV4a = claim.scope().algorithm() == SigningAlgorithm.SIGV4A;
    if (padded.length() != (sigV4a ? 144 : 64)) {
      throw new Rejected(Rejection.BAD_CHUNKS, "A chunk signature has the wrong length.");
    }
    return sigV4a ? padded.replaceFirst("\\*+$", "") : padded;
  }
}
