package dev.countersign.testkit;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Header;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningAlgorithm;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The judge: believes a request only where its Signature Version 4 proves who made it, over the
 * bytes that arrived, for the host that was called, and now.
 *
 * <p>It shares no code with the gateway's signer, so that the two cannot share a mistake.
 */
final class Verifier {

  private static final Duration SKEW = Duration.ofMinutes(15);
  private static final Duration LONGEST_UPGRADE = Duration.ofMinutes(5);

  private final KeyRing keys;
  private final Clock clock;

  Verifier(KeyRing keys, Clock clock) {
    this.keys = keys;
    this.clock = clock;
  }

  /**
   * Who made the request, and its content with any {@code aws-chunked} framing undone.
   *
   * @param body as it arrived, with HTTP's own framing undone
   * @throws Rejected with the first reason found
   */
  Verified verify(RequestHead head, byte[] body, AwsEndpoint endpoint) {
    boolean isForm = PostForm.isIn(head);
    Claim claim = isForm ? formOf(head, body).claim() : Claim.of(head);
    Credential credential = believed(claim, head, endpoint);
    if (isForm) {
      // "Calculating a Signature", of browser-based uploads: the policy is the string to sign.
      requireMade(
          SigningKey.of(credential.keys(), claim), claim, formOf(head, body).required("policy"));
      return new Verified(credential.caller(), body);
    }
    checkSignedHeaders(claim, head);
    Payload payload = Payload.of(head, body, claim);
    SigningKey key = checkSignature(claim, credential, head, payload.declaration());
    return new Verified(credential.caller(), payload.open(new ChunkChain(key, claim)));
  }

  /**
   * As {@link #verify}, for a body that is too long to be here: who made the head, and what chunks
   * of the body have to be signed with.
   *
   * @param declaration the last line of the canonical request
   * @throws Rejected with the first reason found
   */
  ChunkChain verifyHead(RequestHead head, String declaration, AwsEndpoint endpoint) {
    Claim claim = Claim.of(head);
    Credential credential = believed(claim, head, endpoint);
    checkSignedHeaders(claim, head);
    return new ChunkChain(checkSignature(claim, credential, head, declaration), claim);
  }

  /** Who opens a WebSocket, and what the events in it have to be signed with. */
  record Opener(Verified verified, ChunkChain chain) {}

  /**
   * As {@link #verify}, of the upgrade to a WebSocket, which has no body.
   *
   * @throws Rejected with the first reason found
   */
  Opener verifyUpgrade(RequestHead head, AwsEndpoint endpoint) {
    byte[] none = new byte[0];
    Claim claim = Claim.of(head);
    Credential credential = believed(claim, head, endpoint);
    checkSignedHeaders(claim, head);
    if (endpoint.service().equals("transcribe")
        && claim.lifetime().filter(it -> it.compareTo(LONGEST_UPGRADE) <= 0).isEmpty()) {
      throw Claim.malformed("The URL must be presigned, for 300 seconds at the most.");
    }
    SigningKey key =
        checkSignature(claim, credential, head, Payload.of(head, none, claim).declaration());
    return new Opener(new Verified(credential.caller(), none), new ChunkChain(key, claim));
  }

  private static PostForm formOf(RequestHead head, byte[] body) {
    if (head.headers().contains("Authorization") || QueryClaim.isIn(head)) {
      throw Claim.malformed("Only one auth mechanism allowed: form, header or query.");
    }
    return PostForm.parse(head, body);
  }

  private Credential believed(Claim claim, RequestHead head, AwsEndpoint endpoint) {
    Credential credential =
        keys.find(claim.accessKeyId())
            .orElseThrow(
                () ->
                    new Rejected(
                        Rejection.UNKNOWN_KEY,
                        "The AWS access key Id you provided does not exist in our records."));
    checkToken(claim, credential.keys(), head.headers().contains(KeyRing.EXPRESS_TOKEN));
    checkScope(claim, endpoint);
    checkTime(claim);
    if (credential.isExpiredAt(clock.instant())) {
      throw new Rejected(Rejection.EXPIRED_TOKEN, "The provided token has expired.");
    }
    return credential;
  }

  private static SigningKey checkSignature(
      Claim claim, Credential credential, RequestHead head, String declaration) {
    SigningKey key = SigningKey.of(credential.keys(), claim);
    String canonicalHash =
        CanonicalRequest.hash(head, claim.scope().service(), claim.signedHeaders(), declaration);
    requireMade(key, claim, claim.stringToSign(canonicalHash));
    return key;
  }

  private static void requireMade(SigningKey key, Claim claim, String stringToSign) {
    if (!key.made(claim.signature(), stringToSign)) {
      throw new Rejected(
          Rejection.WRONG_SIGNATURE,
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method.");
    }
  }

  /**
   * @param express the token stands where those of S3 Express do
   */
  private static void checkToken(Claim claim, AwsCredentials keys, boolean express) {
    boolean right =
        keys.sessionToken() == null
            ? claim.token().isEmpty()
            : claim.token().filter(keys.sessionToken()::equals).isPresent()
                && keys.sessionToken().reveal().startsWith(KeyRing.EXPRESS_PREFIX) == express;
    if (!right) {
      throw new Rejected(
          Rejection.BAD_TOKEN, "The security token included in the request is invalid.");
    }
  }

  private static void checkScope(Claim claim, AwsEndpoint endpoint) {
    Claim.Scope scope = claim.scope();
    if (!claim.time().startsWith(scope.date() + "T")) {
      throw foreign("the date of X-Amz-Date, not '" + scope.date() + "'");
    }
    boolean sets = scope.algorithm() == SigningAlgorithm.SIGV4A;
    if (sets != endpoint.multiRegion()) {
      throw foreign(sets ? "one region with SigV4" : "a set of regions with SigV4A");
    }
    if (!scope.covers(endpoint.region())) {
      throw foreign(
          "a valid region, not '" + scope.region() + "'; expecting '" + endpoint.region() + "'");
    }
    if (!scope.service().equals(endpoint.service())) {
      throw foreign("correct service: '" + endpoint.service() + "'");
    }
  }

  private static Rejected foreign(String expected) {
    return new Rejected(
        Rejection.FOREIGN_SCOPE, "Credential should be scoped to " + expected + ".");
  }

  private void checkTime(Claim claim) {
    Instant signed = claim.instant();
    Instant now = clock.instant();
    Instant latest = signed.plus(claim.lifetime().orElse(SKEW));
    if (now.isAfter(latest)) {
      throw new Rejected(
          Rejection.STALE, "Signature expired: " + latest + " is now earlier than " + now + ".");
    }
    if (now.isBefore(signed.minus(SKEW))) {
      throw new Rejected(
          Rejection.STALE, "Signature not yet current: " + signed + " is later than " + now + ".");
    }
  }

  /** The host, every {@code x-amz-*} and {@code content-md5} must be signed, and must be there. */
  private static void checkSignedHeaders(Claim claim, RequestHead head) {
    List<String> signed = claim.signedHeaders();
    if (!signed.contains("host")) {
      throw unsigned("host");
    }
    for (Header field : head.headers()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      if ((name.startsWith("x-amz-") || name.equals("content-md5")) && !signed.contains(name)) {
        throw unsigned(name);
      }
    }
    for (String name : signed) {
      if (!head.headers().contains(name)) {
        throw new Rejected(
            Rejection.WRONG_SIGNATURE, "The signed header " + name + " is not in the request.");
      }
    }
  }

  private static Rejected unsigned(String name) {
    return new Rejected(
        Rejection.UNSIGNED_HEADER,
        "There were headers present in the request which were not signed: " + name);
  }
}
