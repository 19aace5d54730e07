package dev.countersign.testkit;

import dev.countersign.model.SigningAlgorithm;
import java.nio.charset.StandardCharsets;

/**
 * The chain of signatures through a body of signed chunks: each signs the one before it, the first
 * one the request's own ("Signature calculations for the Authorization header: transferring payload
 * in multiple chunks").
 */
final class ChunkChain {

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

  private void next(String part, String hashes, String padded) {
    String signature = unpadded(padded);
    String algorithm = claim.scope().algorithm().word();
    String stringToSign =
        String.join(
            "\n", algorithm + part, claim.time(), claim.scope().toString(), previous, hashes);
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
