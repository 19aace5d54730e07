package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.SigningAlgorithm;
import dev.countersign.model.SigningScope;
import java.util.function.Function;

/**
 * The signatures through a body of signed chunks: each covers the one before it, the first one that
 * of the request ("Signature calculations for the authorization header: Transferring a payload in
 * multiple chunks" of the S3 API reference). Belongs to one body and one thread.
 */
public final class ChunkChain {

  private static final String EMPTY_HASH = SigV4.sha256(new byte[0]);

  private final Function<String, SigningKey> keyOfDay;
  private final SigningKey signingKey;
  private final String timestamp;
  private final SigningScope scope;
  private String previous;

  /**
   * @param keyOfDay the signing key for eight digits
   * @param seed the signature of the request
   */
  ChunkChain(
      Function<String, SigningKey> keyOfDay, String timestamp, SigningScope scope, String seed) {
    this.keyOfDay = keyOfDay;
    this.signingKey = keyOfDay.apply(SigV4.date(timestamp));
    this.timestamp = timestamp;
    this.scope = scope;
    this.previous = seed;
  }

  SigningAlgorithm algorithm() {
    return scope.algorithm();
  }

  /** For a stream of events in place of chunks. */
  EventChain events() {
    return new EventChain(keyOfDay, scope, previous);
  }

  /** The signature of the next chunk; of the last one, which is empty, too. */
  String signChunk(byte[] data) {
    return sign(chunk(data));
  }

  /**
   * The signature of the trailer.
   *
   * @param lines each header as {@code name:value} and a line feed
   */
  String signTrailer(String lines) {
    return sign(trailer(lines));
  }

  /**
   * @throws Refusal SIGNATURE_MISMATCH where {@code signature} is not of the next chunk
   */
  void verifyChunk(byte[] data, String signature) {
    verify(chunk(data), signature);
  }

  /**
   * @throws Refusal SIGNATURE_MISMATCH where {@code signature} is not of the trailer
   */
  void verifyTrailer(String lines, String signature) {
    verify(trailer(lines), signature);
  }

  private String chunk(byte[] data) {
    return stringToSign("-PAYLOAD", EMPTY_HASH + "\n" + SigV4.sha256(data));
  }

  private String trailer(String lines) {
    return stringToSign("-TRAILER", SigV4.sha256(lines.getBytes(ISO_8859_1)));
  }

  private String stringToSign(String part, String hashes) {
    return String.join(
        "\n",
        scope.algorithm().word() + part,
        timestamp,
        SigV4.credentialScope(SigV4.date(timestamp), scope),
        previous,
        hashes);
  }

  private String sign(String stringToSign) {
    previous = signingKey.sign(stringToSign);
    return previous;
  }

  private void verify(String stringToSign, String signature) {
    if (!signingKey.made(signature, stringToSign)) {
      throw new Refusal(
          Failure.SIGNATURE_MISMATCH,
          "a part of the body is not signed with the agent's secret, or was changed on its way");
    }
    previous = signature;
  }
}
