package dev.countersign.signer;

import dev.countersign.model.Auth;
import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A request without a signature: with a bearer token of its sender's, or with nothing at all.
 *
 * @param auth {@link Auth#BEARER} or {@link Auth#NONE}
 * @param request as it came
 */
public record InboundUnsigned(Auth auth, RequestHead request) implements Inbound {

  private static final String AUTHORIZATION = "Authorization";

  /** RFC 6750, 2.1: {@code b64token}. One space, so that every reader finds the same token. */
  private static final Pattern BEARER = Pattern.compile("(?i:bearer) [A-Za-z0-9._~+/-]+=*");

  /**
   * The request as one without a signature; empty where it has one, of whatever kind and wherever
   * it stands.
   *
   * @throws Refusal UNREADABLE for a bearer token that is none; AMBIGUOUS for a {@code Connection}
   *     header that names one of the request's own; SIGNATURE_UNSUPPORTED for an S3 session
   */
  static Optional<InboundUnsigned> find(RequestHead head) {
    List<String> authorizations = head.headers().all(AUTHORIZATION);
    if (SignatureCarrier.isSignedElsewhere(head) || authorizations.size() > 1) {
      return Optional.empty();
    }
    if (authorizations.isEmpty()) {
      return Optional.of(of(Auth.NONE, head));
    }
    String authorization = authorizations.getFirst();
    if (!authorization.regionMatches(true, 0, "Bearer", 0, "Bearer".length())) {
      return Optional.empty();
    }
    if (!BEARER.matcher(authorization).matches()) {
      // Without the text: it may be a token all the same.
      throw new Refusal(Failure.UNREADABLE, "Authorization: expected \"Bearer\" and one token");
    }
    return Optional.of(of(Auth.BEARER, head));
  }

  private static InboundUnsigned of(Auth auth, RequestHead head) {
    HopByHop.refuseDeclared(head.headers());
    for (String name :
        List.of("X-Amz-Security-Token", OutboundHeaders.EXPRESS_TOKEN, "X-Amz-Date")) {
      if (head.headers().contains(name)) {
        throw new Refusal(
            Failure.SIGNATURE_UNSUPPORTED,
            "the request has the header " + name + ", and no signature that it belongs to");
      }
    }
    return new InboundUnsigned(auth, head);
  }

  /**
   * The request as it goes upstream: byte for byte, with the sender's own token if it has one, and
   * without what belongs to one connection only.
   */
  public SignedRequest forwarded() {
    List<Header> headers = new ArrayList<>(OutboundHeaders.kept(request));
    for (String token : request.headers().all(AUTHORIZATION)) {
      headers.add(new Header(AUTHORIZATION, token));
    }
    return new SignedRequest(
        request.method(),
        request.target(),
        request.host(),
        request.port(),
        new Headers(headers),
        new BodyPlan.PassThrough());
  }

  /** Without the request, whose token is a secret. */
  @Override
  public String toString() {
    return "unsigned request, " + auth.word();
  }
}
