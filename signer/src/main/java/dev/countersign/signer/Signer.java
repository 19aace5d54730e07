package dev.countersign.signer;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Signs requests again with real credentials, in the {@code Authorization} header: with SigV4, or
 * with SigV4A for the same set of regions where the client did so. Safe for any number of threads.
 */
public final class Signer {

  /** Services that refuse a request without {@code x-amz-content-sha256}, besides S3's family. */
  private static final Set<String> WANT_CONTENT_SHA256 =
      Set.of("aoss", "vpc-lattice", "vpc-lattice-svcs");

  private final Clock clock;
  private final SigningKeys keys = new SigningKeys();

  /**
   * @param clock the gateway's own: the client's time is verified, never passed on
   */
  public Signer(Clock clock) {
    this.clock = clock;
  }

  /**
   * Signs the request of {@code inbound} in its scope, over what the client signed, the host, every
   * {@code x-amz-*} header and {@code content-md5}. Reads the body only where its hash is needed
   * and was not promised; blocks while it does.
   *
   * <p>Method and target go upstream byte for byte, but for a signature in the query.
   *
   * @param agent what {@link InboundSignature#verify} gave; empty where the agent has no secret,
   *     and then signed chunks or events are signed again without having been verified
   * @throws dev.countersign.model.Refusal BODY_TOO_LARGE where the body has to be hashed and cannot
   *     be held
   */
  public SignedRequest sign(
      InboundSignature inbound,
      Optional<ChunkChain> agent,
      RequestBody body,
      AwsCredentials credentials) {
    if (inbound.payload() instanceof Payload.Form form) {
      return signForm(inbound, form, credentials);
    }
    RequestHead head = inbound.request();
    String payload = CanonicalRequest.payload(inbound.payload(), body);
    return signInHeaders(
        inbound, head, payload, credentials, real -> plan(inbound.payload(), agent, real));
  }

  /**
   * Signs the upgrade to a WebSocket again, there where its sender has: in its query or in its
   * headers. Reads no body; there is none.
   *
   * @param agent as in {@link #sign}
   * @param events whether what follows are messages of an event stream
   * @throws dev.countersign.model.Refusal AMBIGUOUS where the signature says that there is a body
   */
  public SignedRequest signUpgrade(
      InboundSignature inbound,
      Optional<ChunkChain> agent,
      boolean events,
      AwsCredentials credentials) {
    Function<ChunkChain, BodyPlan> plan =
        real ->
            new BodyPlan.Messages(
                events
                    ? Optional.of(
                        new EventMessages(
                            new EventResigner(agent.map(ChunkChain::events), real.events(), clock)))
                    : Optional.empty());
    String payload = UpgradeSigner.payload(inbound.payload());
    return inbound.lifetime().isPresent()
        ? new UpgradeSigner(clock, keys).sign(inbound, payload, credentials, plan)
        : signInHeaders(inbound, inbound.request(), payload, credentials, plan);
  }

  private SignedRequest signInHeaders(
      InboundSignature inbound,
      RequestHead head,
      String payload,
      AwsCredentials credentials,
      Function<ChunkChain, BodyPlan> plan) {
    // After the payload: a body may take its time to arrive, and the signature must not age.
    String timestamp = SigV4.timestamp(clock.instant());
    List<Header> headers = OutboundHeaders.kept(head);
    addOwn(headers, inbound, payload, timestamp, credentials);
    Headers unsigned = new Headers(headers);
    CanonicalRequest request =
        CanonicalRequest.of(
            head,
            unsigned,
            OutboundHeaders.signed(unsigned, inbound.signedHeaders()),
            inbound.scope().service(),
            payload);
    Function<String, SigningKey> keyOfDay =
        day ->
            keys.get(
                credentials.accessKeyId(), credentials.secretAccessKey(), day, inbound.scope());
    String signature =
        keyOfDay
            .apply(SigV4.date(timestamp))
            .sign(SigV4.stringToSign(timestamp, inbound.scope(), request));
    headers.add(
        new Header(
            "Authorization",
            authorization(request, inbound.scope(), timestamp, credentials, signature)));
    ChunkChain real = new ChunkChain(keyOfDay, timestamp, inbound.scope(), signature);
    return new SignedRequest(
        head.method(),
        head.target(),
        head.host(),
        head.port(),
        new Headers(headers),
        plan.apply(real));
  }

  private SignedRequest signForm(
      InboundSignature inbound, Payload.Form form, AwsCredentials credentials) {
    Instant now = clock.instant();
    String date = SigV4.date(SigV4.timestamp(now));
    SigningKey key =
        keys.get(credentials.accessKeyId(), credentials.secretAccessKey(), date, inbound.scope());
    return FormSigner.sign(inbound.covered(), form, inbound.scope(), credentials, key, now);
  }

  private static void addOwn(
      List<Header> headers,
      InboundSignature inbound,
      String payload,
      String timestamp,
      AwsCredentials credentials) {
    headers.add(new Header("X-Amz-Date", timestamp));
    if (credentials.sessionToken() != null) {
      // Who was called in a session of S3 Express is called in one again.
      String name =
          inbound.expressToken().isPresent()
              ? OutboundHeaders.EXPRESS_TOKEN
              : "X-Amz-Security-Token";
      headers.add(new Header(name, credentials.sessionToken().reveal()));
    }
    if (inbound.payload() instanceof Payload.Absent
        && wantsContentSha256(inbound.scope().service())) {
      headers.add(new Header(ContentSha256.HEADER, payload));
    }
  }

  private static boolean wantsContentSha256(String service) {
    return CanonicalPath.isS3Family(service) || WANT_CONTENT_SHA256.contains(service);
  }

  /** "Add the signature to the request". */
  private static String authorization(
      CanonicalRequest request,
      SigningScope scope,
      String timestamp,
      AwsCredentials credentials,
      String signature) {
    return scope.algorithm().word()
        + " Credential="
        + credentials.accessKeyId()
        + "/"
        + SigV4.credentialScope(SigV4.date(timestamp), scope)
        + ", SignedHeaders="
        + request.signedHeaders()
        + ", Signature="
        + signature;
  }

  private BodyPlan plan(Payload payload, Optional<ChunkChain> agent, ChunkChain real) {
    return switch (payload) {
      case Payload.Hash(String sha256) -> new BodyPlan.Promised(sha256);
      case Payload.Absent() -> new BodyPlan.Held();
      case Payload.Unsigned(), Payload.UnsignedTrailer() -> new BodyPlan.PassThrough();
      case Payload.Form _ -> throw new IllegalStateException("a form is signed in its fields");
      case Payload.SignedChunks chunks ->
          new BodyPlan.SignedChunks(new ChunkResigner(agent, real, chunks));
      case Payload.Events() ->
          new BodyPlan.Events(
              new EventResigner(agent.map(ChunkChain::events), real.events(), clock));
    };
  }
}
