package dev.countersign.signer;

import dev.countersign.model.Auth;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import java.time.Duration;

/**
 * A presigned request that is not to be made: its sender asks for it as a URL that is signed with
 * real credentials.
 *
 * @param presigned with a lifetime
 */
public record InboundMint(InboundSignature presigned) implements Inbound {

  /**
   * Reads the request that stands for the URL.
   *
   * @throws Refusal as {@link InboundSignature#parse}; SIGNATURE_UNSUPPORTED where the signature is
   *     not in the query, AMBIGUOUS where the request has a header that the URL would not oblige
   *     its user to send, or leaves open what a body is that is no data
   */
  public static InboundMint parse(RequestHead head) {
    InboundSignature presigned = InboundSignature.parse(head);
    if (presigned.lifetime().isEmpty() || presigned.auth() != Auth.SIGV4) {
      throw new Refusal(
          Failure.SIGNATURE_UNSUPPORTED,
          "the request is not one that is signed in its query with SigV4 (expected: a presigned URL)");
    }
    head.headers()
        .forEach(
            header -> {
              if (presigned.signedHeaders().stream().noneMatch(header.name()::equalsIgnoreCase)) {
                throw new Refusal(
                    Failure.AMBIGUOUS,
                    "the header \"" + header.name() + "\" is not covered by the signature");
              }
            });
    boolean dataOnly = CanonicalPath.isS3Family(presigned.scope().service());
    if (!dataOnly && !(presigned.payload() instanceof Payload.Absent)) {
      throw new Refusal(Failure.AMBIGUOUS, "the URL says what its body is, and it can have none");
    }
    return new InboundMint(presigned);
  }

  @Override
  public Auth auth() {
    return Auth.MINT;
  }

  @Override
  public RequestHead request() {
    return presigned.request();
  }

  /** How long the URL is asked for. */
  public Duration lifetime() {
    return presigned.lifetime().orElseThrow();
  }
}
