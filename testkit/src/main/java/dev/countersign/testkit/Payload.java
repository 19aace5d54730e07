package dev.countersign.testkit;

import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningAlgorithm;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/**
 * What {@code x-amz-content-sha256} declares about the body, and whether the body keeps the promise
 * ("Authenticating requests: Authorization header", section on the header's values).
 */
final class Payload {

  private static final String HEADER = "x-amz-content-sha256";
  private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

  /** Services that require the header. */
  private static final Set<String> REQUIRING = Set.of("s3", "s3express", "vpc-lattice", "aoss");

  /** Services with operations whose body is modelled as unsigned, besides S3. */
  private static final Set<String> UNSIGNED_BY_MODEL =
      Set.of(
          "s3",
          "s3express",
          "ebs",
          "mediastore",
          "omics",
          "lex",
          "codeartifact",
          "s3-object-lambda");

  /** Services with operations that take streams of events. */
  private static final Set<String> TAKING_EVENTS =
      Set.of("bedrock", "transcribe", "polly", "lex", "qbusiness");

  private final RequestHead head;
  private final byte[] body;
  private final String declaration;

  private Payload(RequestHead head, byte[] body, String declaration) {
    this.head = head;
    this.body = body;
    this.declaration = declaration;
  }

  /**
   * @throws Rejected BAD_PAYLOAD_FORM where the service does not take such a declaration,
   *     WRONG_BODY where it is a hash of something else
   */
  static Payload of(RequestHead head, byte[] body, Claim claim) {
    String service = claim.scope().service();
    List<String> values = head.headers().all(HEADER);
    if (values.size() > 1) {
      throw Claim.malformed("The header " + HEADER + " is repeated.");
    }
    if (values.isEmpty()) {
      return new Payload(head, body, implied(service, claim, body));
    }
    String declared = values.getFirst();
    if (declared.matches("[0-9a-f]{64}")) {
      return new Payload(head, checked(body, declared), declared);
    }
    boolean taken =
        switch (declared) {
          case UNSIGNED -> UNSIGNED_BY_MODEL.contains(service);
          case AwsChunked.UNSIGNED_TRAILER -> isS3(service);
          case SignedEvents.FORM ->
              TAKING_EVENTS.contains(service)
                  && claim.scope().algorithm() == SigningAlgorithm.SIGV4;
          default -> isS3(service) && isSignedWith(claim.scope().algorithm(), declared);
        };
    if (!taken) {
      throw new Rejected(
          Rejection.BAD_PAYLOAD_FORM,
          HEADER + " must be a hash or a form that " + service + " takes, not " + declared + ".");
    }
    return new Payload(head, body, declared);
  }

  private static boolean isS3(String service) {
    return service.equals("s3") || service.equals("s3express");
  }

  private static boolean isSignedWith(SigningAlgorithm algorithm, String declared) {
    String signed = "STREAMING-" + algorithm.word() + "-PAYLOAD";
    return declared.equals(signed) || declared.equals(signed + "-TRAILER");
  }

  private static String implied(String service, Claim claim, byte[] body) {
    if (claim.isPresigned() && service.startsWith("s3")) {
      return UNSIGNED;
    }
    if (!claim.isPresigned() && REQUIRING.contains(service)) {
      throw new Rejected(
          Rejection.BAD_PAYLOAD_FORM, "Missing required header for this request: " + HEADER);
    }
    return Digests.sha256Hex(body);
  }

  private static byte[] checked(byte[] body, String declared) {
    if (!Digests.sha256Hex(body).equals(declared)) {
      throw new Rejected(
          Rejection.WRONG_BODY,
          "The provided 'x-amz-content-sha256' header does not match what was computed.");
    }
    return body;
  }

  /** The last line of the canonical request. */
  String declaration() {
    return declaration;
  }

  /**
   * The content, once its chunks, events, trailer and {@code Content-MD5} have been found right.
   *
   * @throws Rejected BAD_CHUNKS, WRONG_SIGNATURE or WRONG_CHECKSUM
   */
  byte[] open(ChunkChain chain) {
    byte[] content = unwrapped(chain);
    for (String md5 : head.headers().all("Content-MD5")) {
      if (!MessageDigest.isEqual(decoded(md5), Digests.digest("MD5", content))) {
        throw new Rejected(
            Rejection.WRONG_CHECKSUM, "The Content-MD5 you specified did not match what we got.");
      }
    }
    return content;
  }

  private byte[] unwrapped(ChunkChain chain) {
    if (declaration.equals(SignedEvents.FORM)) {
      return new SignedEvents(body, chain).content();
    }
    return declaration.startsWith("STREAMING-")
        ? new AwsChunked(head, body, declaration, chain).content()
        : body;
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
