package dev.countersign.signer;

import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningAlgorithm;
import dev.countersign.model.SigningScope;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The signature that a request arrived with, of SigV4 or SigV4A, well-formed but not yet verified.
 *
 * @param accessKeyId as in the credential; any text of letters, digits, hyphens and underscores
 * @param scope region and service of the credential scope; its date is that of {@code signedAt}
 * @param signedAt {@code X-Amz-Date}, in whole seconds
 * @param signedHeaders lower case, sorted, no duplicates; all of them are in the request
 * @param signature lower-case hexadecimal digits: 64, or SigV4A's DER
 * @param lifetime how long a presigned URL or a form holds; empty for a signature in the headers
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
    RequestHead request)
    implements Inbound {

  /** How far apart the clocks may be; AWS has the same bound. */
  static final Duration MAX_SKEW = Duration.ofMinutes(15);

  /** One for all: an agent has one secret, whichever signature of its is verified. */
  private static final SigningKeys AGENTS_KEYS = new SigningKeys();

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
   * @param body read where the signature stands in the fields of a form, as far as these go
   * @throws Refusal SIGNATURE_UNSUPPORTED for what is not signed again (SigV2, bearer, none);
   *     AMBIGUOUS for two signatures, for an {@code x-amz-*} header that is not signed and for a
   *     {@code Connection} header that names one of the request's own; UNREADABLE for anything
   *     malformed
   */
  public static InboundSignature parse(RequestHead head, RequestBody body) {
    return switch (SignatureCarrier.find(head)) {
      case SignatureCarrier.Place.Header(SigningAlgorithm algorithm, String authorization) ->
          of(
              AuthorizationHeader.parse(
                  algorithm, authorization, head.headers().single(SignatureFields.REGION_SET)),
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
      case SignatureCarrier.Place.Form _ -> ofForm(FormSignature.parse(head, body), head);
    };
  }

  /** As {@link #parse(RequestHead, RequestBody)}, of a request without a body. */
  public static InboundSignature parse(RequestHead head) {
    return parse(head, RequestBody.EMPTY);
  }

  private static InboundSignature ofForm(FormSignature form, RequestHead covered) {
    SignatureFields fields = form.fields();
    Instant signedAt = signedAt(form.timestamp(), fields.date());
    return new InboundSignature(
        fields.accessKeyId(),
        fields.scope(),
        signedAt,
        fields.signedHeaders(),
        fields.signature(),
        form.payload(),
        Optional.of(form.lifetime(signedAt)),
        covered,
        form.request());
  }

  private static InboundSignature of(
      SignatureFields fields,
      String timestamp,
      Optional<Duration> lifetime,
      RequestHead covered,
      RequestHead request) {
    Instant signedAt = signedAt(timestamp, fields.date());
    refuseRepeatedToken(covered);
    refuseForeignSession(request, fields.scope());
    Payload payload = ContentSha256.read(request.headers(), fields.scope().algorithm());
    switch (payload) {
      case Payload.SignedChunks chunks ->
          refuseForeign(chunks.algorithm(), lifetime, fields.scope());
      case Payload.Events _ -> refuseForeign(SigningAlgorithm.SIGV4, lifetime, fields.scope());
      default -> {}
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

  /** The token of the S3 Express session that the request belongs to, if to any. */
  public Optional<String> expressToken() {
    return request.headers().single(OutboundHeaders.EXPRESS_TOKEN);
  }

  /** The same signature of a request that goes upstream with one header more. */
  public InboundSignature with(String header, String value) {
    return meaning(request.withHeaders(request.headers().plus(header, value)), scope);
  }

  @Override
  public Auth auth() {
    return switch (scope.algorithm()) {
      case SIGV4 -> Auth.SIGV4;
      case SIGV4A -> Auth.SIGV4A;
    };
  }

  /**
   * Proves that the sender holds {@code secret}. Reads the body only where the payload is {@link
   * Payload.Absent}; a {@link Payload.Hash} is taken at its word here, and whoever sends the body
   * holds it to it.
   *
   * @return the chain that begins with this signature, for a body of signed chunks or events
   * @throws Refusal SIGNATURE_MISMATCH for another secret, another request, a time more than 15
   *     minutes from {@code now}, or a presigned URL that has expired
   */
  public ChunkChain verify(RequestBody body, Secret secret, Instant now) {
    verifyTime(now);
    String timestamp = SigV4.timestamp(signedAt);
    SigningKey key = AGENTS_KEYS.get(accessKeyId, secret, SigV4.date(timestamp), scope);
    if (!key.made(signature, stringToSign(timestamp, body))) {
      throw new Refusal(
          Failure.SIGNATURE_MISMATCH,
          "the signature is not the one that the agent's secret makes of this request:"
              + " check the secret access key of the placeholder profile");
    }
    return new ChunkChain(
        day -> AGENTS_KEYS.get(accessKeyId, secret, day, scope), timestamp, scope, signature);
  }

  /** A body that is signed in parts continues the signature of the head. */
  private static void refuseForeign(
      SigningAlgorithm parts, Optional<Duration> lifetime, SigningScope scope) {
    if (lifetime.isPresent()) {
      throw new Refusal(
          Failure.AMBIGUOUS, "the body is signed in parts, and the request in its query");
    }
    if (parts != scope.algorithm()) {
      throw new Refusal(
          Failure.AMBIGUOUS,
          "the parts of the body are signed with "
              + parts.word()
              + ", and the request with "
              + scope.algorithm().word());
    }
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
          "the presigned URL or form expired at "
              + last
              + ", and here it is "
              + SigV4.timestamp(now));
    }
  }

  private String stringToSign(String timestamp, RequestBody body) {
    return payload instanceof Payload.Form form
        ? form.fields().getOrDefault("policy", "")
        : SigV4.stringToSign(timestamp, scope, canonical(body));
  }

  /**
   * That the call was read as what a form says: its key and its bucket stand in different places,
   * which the reading has put together.
   *
   * @throws Refusal AMBIGUOUS
   */
  public void requireReadAs(AwsCall call) {
    if (payload instanceof Payload.Form form
        && !(call.action().equals("PutObject") && form.key().equals(call.params().get("Key")))) {
      throw new Refusal(Failure.AMBIGUOUS, "the form is not posted to a bucket");
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

  /** A session's token means something to S3 Express alone. */
  private static void refuseForeignSession(RequestHead head, SigningScope scope) {
    if (head.headers().single(OutboundHeaders.EXPRESS_TOKEN).isPresent()
        && !scope.service().equals("s3express")) {
      throw new Refusal(
          Failure.AMBIGUOUS,
          "the request belongs to an S3 Express session and is signed for " + scope.service());
    }
  }

  /** Without the request, which is long and holds what the client wrote. */
  @Override
  public String toString() {
    return "signature of " + accessKeyId + " for " + scope + " at " + signedAt;
  }
}
