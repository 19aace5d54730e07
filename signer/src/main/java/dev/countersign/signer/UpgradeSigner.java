package dev.countersign.signer;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Function;

/**
 * Signs the upgrade to a WebSocket in its query, as AWS's clients do: browsers let nobody add
 * headers to it, and so Amazon Transcribe and AWS IoT take no other form. The URL is used at once
 * and handed to nobody.
 */
final class UpgradeSigner {

  /** As long as Amazon Transcribe permits at the most. */
  private static final Duration LIFETIME = Duration.ofMinutes(5);

  private final Clock clock;
  private final SigningKeys keys;

  UpgradeSigner(Clock clock, SigningKeys keys) {
    this.clock = clock;
    this.keys = keys;
  }

  /**
   * The last line of the canonical request.
   *
   * @throws Refusal AMBIGUOUS for a body, which an upgrade has not
   */
  static String payload(Payload payload) {
    return switch (payload) {
      case Payload.Absent(), Payload.Unsigned() ->
          CanonicalRequest.payload(payload, RequestBody.EMPTY);
      case Payload.Hash(String sha256) when sha256.equals(RequestBody.EMPTY.sha256()) -> sha256;
      case Payload.Hash _,
          Payload.SignedChunks _,
          Payload.Events _,
          Payload.UnsignedTrailer _,
          Payload.Form _ ->
          throw new Refusal(
              Failure.AMBIGUOUS,
              "the upgrade to a WebSocket has no body, and its signature says that there is one");
    };
  }

  SignedRequest sign(
      InboundSignature inbound,
      String payload,
      AwsCredentials credentials,
      Function<ChunkChain, BodyPlan> plan) {
    RequestHead head = inbound.request();
    Headers headers = new Headers(OutboundHeaders.kept(head));
    SortedSet<String> signed = OutboundHeaders.signed(headers, inbound.signedHeaders());
    String timestamp = SigV4.timestamp(clock.instant());
    String day = SigV4.date(timestamp);
    List<String> token = token(credentials);
    boolean behind = inbound.scope().service().equals(QuerySignature.TOKEN_BEHIND);
    List<String> query =
        Presigner.parameters(
            head.rawQuery(),
            credentials.accessKeyId() + "/" + SigV4.credentialScope(day, inbound.scope()),
            timestamp,
            LIFETIME,
            signed,
            inbound.scope().algorithm());
    query.addAll(behind ? List.of() : token);
    CanonicalRequest canonical =
        CanonicalRequest.of(
            head.withQuery(String.join("&", query)),
            headers,
            signed,
            inbound.scope().service(),
            payload);
    Function<String, SigningKey> keyOfDay =
        date ->
            keys.get(
                credentials.accessKeyId(), credentials.secretAccessKey(), date, inbound.scope());
    String signature =
        keyOfDay.apply(day).sign(SigV4.stringToSign(timestamp, inbound.scope(), canonical));
    query.add("X-Amz-Signature=" + signature);
    query.addAll(behind ? token : List.of());
    return new SignedRequest(
        head.method(),
        head.withQuery(String.join("&", query)).target(),
        head.host(),
        head.port(),
        headers,
        plan.apply(new ChunkChain(keyOfDay, timestamp, inbound.scope(), signature)));
  }

  private static List<String> token(AwsCredentials credentials) {
    List<String> token = new ArrayList<>();
    if (credentials.sessionToken() != null) {
      Presigner.add(token, "X-Amz-Security-Token", credentials.sessionToken().reveal());
    }
    return token;
  }
}
