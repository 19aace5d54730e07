package dev.countersign.signer;

import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import java.time.Instant;
import java.util.List;

/**
 * The SigV4 signature that a request arrived with, well-formed but not yet verified.
 *
 * @param accessKeyId as in the credential; any text
 * @param scope region and service of the credential scope
 * @param signedAt {@code X-Amz-Date}
 * @param signedHeaders lower case, sorted, no duplicates
 * @param signature 64 lower-case hexadecimal digits
 */
public record InboundSignature(
    String accessKeyId,
    SigningScope scope,
    Instant signedAt,
    List<String> signedHeaders,
    String signature,
    Payload payload) {

  /**
   * Reads the signature of a request.
   *
   * @throws dev.countersign.model.Refusal SIGNATURE_UNSUPPORTED for what is not signed again
   *     (presigned, SigV2, SigV4A, bearer, signed chunks, none), AMBIGUOUS for two signatures,
   *     UNREADABLE for a malformed one
   */
  public static InboundSignature parse(RequestHead head) {
    throw new UnsupportedOperationException(head.method());
  }

  /**
   * Proves that the sender holds {@code secret}. Reads the body only where the payload is {@link
   * Payload.Absent}.
   *
   * @throws dev.countersign.model.Refusal SIGNATURE_MISMATCH
   */
  public void verify(RequestHead head, RequestBody body, Secret secret, Instant now) {
    throw new UnsupportedOperationException(head + "" + body + secret + now);
  }
}
