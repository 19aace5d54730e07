package dev.countersign.signer;

import dev.countersign.model.FieldHash;
import dev.countersign.model.Header;
import dev.countersign.model.IdempotencyToken;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * What of a request stays the same when its sender makes it again: method, target, host, body and
 * the headers that go upstream, but for what every attempt has anew, and for the idempotency token
 * that the sender's tool makes up. Whatever else differs makes another digest.
 *
 * @param sha256 64 lower-case hexadecimal digits
 * @param repeatable whether the same request has the same digest; a body that is signed in pieces,
 *     or a form, differs each time, and no second one has its digest
 */
public record RequestDigest(String sha256, boolean repeatable) {

  /**
   * Of these no AWS operation reads anything: SDKs make them anew for each call or attempt ("Retry
   * behavior" and "User agent" of the SDKs' shared reference, W3C Trace Context, X-Ray).
   */
  private static final Set<String> OF_AN_ATTEMPT =
      Set.of(
          "amz-sdk-invocation-id",
          "amz-sdk-request",
          "baggage",
          "traceparent",
          "tracestate",
          "user-agent",
          "x-amz-user-agent",
          "x-amzn-trace-id");

  private static final String PROTOCOL = "sec-websocket-protocol";

  /**
   * Reads the body where its hash is not promised or the token may stand in it, and holds it
   * meanwhile; blocks while it does.
   *
   * @throws dev.countersign.model.Refusal BODY_TOO_LARGE where the body has to be hashed and cannot
   *     be held
   */
  public static RequestDigest of(
      Inbound inbound, RequestBody body, Optional<IdempotencyToken> token) {
    Tokenless without = new Tokenless(token);
    List<String> parts = parts(without.head(inbound.request()));
    return switch (inbound) {
      case InboundSignature signature -> of(signature, body, parts, without);
      case InboundMint mint -> repeatable(parts, mint.lifetime().toString());
      case InboundUnsigned unsigned -> {
        parts.addAll(unsigned.request().headers().all("Authorization"));
        yield repeatable(parts, body.sha256());
      }
    };
  }

  private static RequestDigest of(
      InboundSignature signature, RequestBody body, List<String> parts, Tokenless without) {
    return switch (signature.payload()) {
      // Whoever sends the body holds it to its promise, so that it can be taken at its word here.
      case Payload.Hash(String sha256) -> repeatable(parts, without.body(body, sha256));
      case Payload.Absent _, Payload.Unsigned _, Payload.UnsignedTrailer _ ->
          repeatable(parts, without.body(body, body.sha256()));
      case Payload.SignedChunks _, Payload.Events _, Payload.Form _ -> {
        parts.add(UUID.randomUUID().toString());
        yield new RequestDigest(FieldHash.of(parts), false);
      }
    };
  }

  private static RequestDigest repeatable(List<String> parts, String last) {
    parts.add(last);
    return new RequestDigest(FieldHash.of(parts), true);
  }

  private static List<String> parts(RequestHead head) {
    List<String> parts = new ArrayList<>(List.of(head.method(), head.target()));
    OutboundHeaders.kept(head).stream()
        .map(it -> new Header(it.name().toLowerCase(Locale.ROOT), it.value()))
        .filter(it -> !OF_AN_ATTEMPT.contains(it.name()))
        // Stable, so that repeated headers keep their order.
        .sorted(Comparator.comparing(Header::name))
        .forEach(it -> parts.addAll(List.of(it.name(), it.value())));
    // The gateway's own handshake offers the same.
    head.headers().all(PROTOCOL).forEach(it -> parts.addAll(List.of(PROTOCOL, it)));
    return parts;
  }
}
