package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The SigV4 signature that a request arrived with, well-formed but not yet verified.
 *
 * @param accessKeyId as in the credential; any text of letters, digits, hyphens and underscores
 * @param scope region and service of the credential scope; its date is that of {@code signedAt}
 * @param signedAt {@code X-Amz-Date}, in whole seconds
 * @param signedHeaders lower case, sorted, no duplicates; all of them are in the request
 * @param signature 64 lower-case hexadecimal digits
 */
public record InboundSignature(
    String accessKeyId,
    SigningScope scope,
    Instant signedAt,
    List<String> signedHeaders,
    String signature,
    Payload payload) {

  /** How far apart the clocks may be; AWS has the same bound. */
  static final Duration MAX_SKEW = Duration.ofMinutes(15);

  public InboundSignature {
    signedHeaders = List.copyOf(signedHeaders);
  }

  /**
   * Reads the signature of a request, and refuses whatever could not be signed again: nothing that
   * is judged after this fails for its shape.
   *
   * <p>The time stands in {@code X-Amz-Date}. AWS would also take it from {@code Date}; no SDK
   * relies on that, and two carriers of one time are one too many.
   *
   * @throws Refusal SIGNATURE_UNSUPPORTED for what is not signed again (presigned, SigV2, SigV4A,
   *     bearer, signed chunks, S3 Express sessions, none); AMBIGUOUS for two signatures, for an
   *     {@code x-amz-*} header that is not signed and for a {@code Connection} header that names
   *     one of the request's own; UNREADABLE for anything malformed
   */
  public static InboundSignature parse(RequestHead head) {
    AuthorizationHeader header = AuthorizationHeader.parse(SignatureCarrier.authorization(head));
    Instant signedAt = signedAt(head, header.date());
    refuseRepeatedToken(head);
    refuseExpressSession(head);
    Payload payload = ContentSha256.read(head.headers());
    HopByHop.refuseDeclared(head.headers());
    UnsignedHeaders.refuse(head.headers(), header.signedHeaders());
    refuseWithoutCanonicalForm(head, header);
    return new InboundSignature(
        header.accessKeyId(),
        header.scope(),
        signedAt,
        header.signedHeaders(),
        header.signature(),
        payload);
  }

  /**
   * Proves that the sender holds {@code secret}. Reads the body only where the payload is {@link
   * Payload.Absent}; a {@link Payload.Hash} is taken at its word here, and whoever sends the body
   * holds it to it.
   *
   * @param head the one that this was parsed from
   * @throws Refusal SIGNATURE_MISMATCH for another secret, another request, or a time more than 15
   *     minutes from {@code now}
   */
  public void verify(RequestHead head, RequestBody body, Secret secret, Instant now) {
    if (Duration.between(signedAt, now).abs().compareTo(MAX_SKEW) > 0) {
      throw new Refusal(
          Failure.SIGNATURE_MISMATCH,
          "RequestTimeTooSkewed: the request was signed at "
              + signedAt
              + ", and here it is "
              + SigV4.timestamp(now)
              + ": set the clock, and sign again instead of sending the same request later");
    }
    if (!MessageDigest.isEqual(
        expected(head, body, secret).getBytes(US_ASCII), signature.getBytes(US_ASCII))) {
      throw new Refusal(
          Failure.SIGNATURE_MISMATCH,
          "the signature is not the one that the agent's secret makes of this request:"
              + " check the secret access key of the placeholder profile");
    }
  }

  private String expected(RequestHead head, RequestBody body, Secret secret) {
    CanonicalRequest request =
        CanonicalRequest.of(
            head,
            head.headers(),
            signedHeaders,
            scope.service(),
            CanonicalRequest.payload(payload, body));
    String timestamp = SigV4.timestamp(signedAt);
    return SigV4.signature(
        SigV4.signingKey(secret, SigV4.date(timestamp), scope),
        SigV4.stringToSign(timestamp, scope, request));
  }

  private static Instant signedAt(RequestHead head, String scopeDate) {
    String timestamp =
        head.headers()
            .single("X-Amz-Date")
            .orElseThrow(() -> new Refusal(Failure.UNREADABLE, "X-Amz-Date is missing"));
    if (!timestamp.startsWith(scopeDate)) {
      throw new Refusal(
          Failure.UNREADABLE, "X-Amz-Date and the date of the credential scope differ");
    }
    try {
      return SigV4.instant(timestamp);
    } catch (DateTimeException e) {
      throw new Refusal(Failure.UNREADABLE, "X-Amz-Date: expected a time like 20150830T123600Z", e);
    }
  }

  /** It is replaced and not read; two of them are still a request that means two things. */
  private static void refuseRepeatedToken(RequestHead head) {
    if (head.headers().all("X-Amz-Security-Token").size() > 1) {
      throw new Refusal(Failure.AMBIGUOUS, "the header X-Amz-Security-Token is repeated");
    }
  }

  private static void refuseExpressSession(RequestHead head) {
    if (head.headers().contains("x-amz-s3session-token")) {
      throw new Refusal(
          Failure.SIGNATURE_UNSUPPORTED,
          "the request belongs to an S3 Express session, which this gateway does not sign again"
              + " yet: use a bucket outside S3 Express");
    }
  }

  private static void refuseWithoutCanonicalForm(RequestHead head, AuthorizationHeader header) {
    CanonicalRequest.of(head, head.headers(), header.signedHeaders(), header.scope().service(), "");
  }
}
