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
import java.util.Optional;

/**
 * The SigV4 signature that a request arrived with, well-formed but not yet verified.
 *
 * @param accessKeyId as in the credential; any text of letters, digits, hyphens and underscores
 * @param scope region and service of the credential scope; its date is that of {@code signedAt}
 * @param signedAt {@code X-Amz-Date}, in whole seconds
 * @param signedHeaders lower case, sorted, no duplicates; all of them are in the request
 * @param signature 64 lower-case hexadecimal digits
 * @param lifetime how long a presigned URL holds; empty for a signature in the headers
 * @param covered what the signature covers: the request as it came, without a signature in its
 *     query
 * @param request what is called: the same for a signature in the headers; for a presigned URL, the
 *     request that it stands for
 */
public record InboundSignature(
    String accessKeyId,
    SigningScope scope,
    Instant signedAt,
    List<String> signedHeaders,
    String signature,
    Payload payload,
    Optional<Duration> lifetime,
    RequestHead covered,
    RequestHead request) {

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
   * @throws Refusal SIGNATURE_UNSUPPORTED for what is not signed again (SigV2, SigV4A, bearer,
   *     signed chunks, S3 Express sessions, none); AMBIGUOUS for two signatures, for an {@code
   *     x-amz-*} header that is not signed and for a {@code Connection} header that names one of
   *     the request's own; UNREADABLE for anything malformed
   */
  public static InboundSignature parse(RequestHead head) {
    return switch (SignatureCarrier.find(head)) {
      case SignatureCarrier.Place.Header(String authorization) ->
          of(
              AuthorizationHeader.parse(authorization),
              head.headers()
                  .single("X-Amz-Date")
                  .orElseThrow(() -> new Refusal(Failure.UNREADABLE, "X-Amz-Date is missing")),
              Optional.empty(),
              head,
              head);
      case SignatureCarrier.Place.Query _ -> {
        QuerySignature query = QuerySignature.parse(head);
        yield of(
            query.fields(),
            query.timestamp(),
            Optional.of(query.lifetime()),
            query.covered(),
            query.request());
      }
    };
  }

  private static InboundSignature of(
      SignatureFields fields,
      String timestamp,
      Optional<Duration> lifetime,
      RequestHead covered,
      RequestHead request) {
    Instant signedAt = signedAt(timestamp, fields.date());
    refuseRepeatedToken(covered);
    refuseExpressSession(request);
    Payload payload = ContentSha256.read(request.headers());
    if (lifetime.isPresent() && payload instanceof Payload.SignedChunks) {
      throw new Refusal(
          Failure.AMBIGUOUS, "the body comes in signed chunks, and the signature in the query");
    }
    HopByHop.refuseDeclared(request.headers());
    UnsignedHeaders.refuse(covered.headers(), fields.signedHeaders());
    CanonicalRequest.of(
        covered, covered.headers(), fields.signedHeaders(), fields.scope().service(), "");
    return new InboundSignature(
        fields.accessKeyId(),
        fields.scope(),
        signedAt,
        fields.signedHeaders(),
        fields.signature(),
        payload,
        lifetime,
        covered,
        request);
  }

  /**
   * Proves that the sender holds {@code secret}. Reads the body only where the payload is {@link
   * Payload.Absent}; a {@link Payload.Hash} is taken at its word here, and whoever sends the body
   * holds it to it.
   *
   * @return the chain that begins with this signature, for a body of signed chunks
   * @throws Refusal SIGNATURE_MISMATCH for another secret, another request, a time more than 15
   *     minutes from {@code now}, or a presigned URL that has expired
   */
  public ChunkChain verify(RequestBody body, Secret secret, Instant now) {
    verifyTime(now);
    String timestamp = SigV4.timestamp(signedAt);
    byte[] key = SigV4.signingKey(secret, SigV4.date(timestamp), scope);
    String expected = SigV4.signature(key, SigV4.stringToSign(timestamp, scope, canonical(body)));
    if (!MessageDigest.isEqual(expected.getBytes(US_ASCII), signature.getBytes(US_ASCII))) {
      throw new Refusal(
          Failure.SIGNATURE_MISMATCH,
          "the signature is not the one that the agent's secret makes of this request:"
              + " check the secret access key of the placeholder profile");
    }
    return new ChunkChain(key, timestamp, scope, signature);
  }

  /**
   * The same call, as it is meant for another host: what is judged and signed again is {@code
   * other}, for {@code there}. Only once this has been verified; what comes out cannot be.
   */
  public InboundSignature meaning(RequestHead other, SigningScope there) {
    return new InboundSignature(
        accessKeyId, there, signedAt, signedHeaders, signature, payload, lifetime, covered, other);
  }

  private void verifyTime(Instant now) {
    Instant last = signedAt.plus(lifetime.orElse(MAX_SKEW));
    if (now.isBefore(signedAt.minus(MAX_SKEW)) || (now.isAfter(last) && lifetime.isEmpty())) {
      throw new Refusal(
          Failure.SIGNATURE_MISMATCH,
          "RequestTimeTooSkewed: the request was signed at "
              + signedAt
              + ", and here it is "
              + SigV4.timestamp(now)
              + ": set the clock, and sign again instead of sending the same request later");
    }
    if (now.isAfter(last)) {
      throw new Refusal(
          Failure.SIGNATURE_MISMATCH,
          "the presigned URL expired at " + last + ", and here it is " + SigV4.timestamp(now));
    }
  }

  private CanonicalRequest canonical(RequestBody body) {
    return CanonicalRequest.of(
        covered,
        covered.headers(),
        signedHeaders,
        scope.service(),
        CanonicalRequest.payload(payload, body));
  }

  private static Instant signedAt(String timestamp, String scopeDate) {
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

  /** Without the request, which is long and holds what the client wrote. */
  @Override
  public String toString() {
    return "signature of " + accessKeyId + " for " + scope + " at " + signedAt;
  }
}
