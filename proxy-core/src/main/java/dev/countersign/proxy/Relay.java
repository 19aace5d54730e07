package dev.countersign.proxy;

import dev.countersign.audit.AuditRecord.Upstream;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.signer.BodyPlan;
import dev.countersign.signer.BodyResigner;
import dev.countersign.signer.EventMessages;
import dev.countersign.signer.SignedRequest;
import io.netty.handler.codec.http.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;

/**
 * Sends a signed request and brings the answer back. Runs on the exchange's thread, which waits
 * while {@link RelayedCall} moves the bytes on the event loop.
 */
final class Relay {

  private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

  private final ClientStream client;
  private final SignedRequest signed;
  private final Optional<AwsCredentials> credentials;
  private final Upstreams upstreams;
  private final Runnable requireRunning;
  private final IncomingBody body;

  /**
   * @param credentials that {@code signed} was signed with, to be hidden where AWS repeats them;
   *     empty where it goes unsigned
   * @param requireRunning refuses whoever has been stopped
   */
  Relay(
      ClientStream client,
      SignedRequest signed,
      Optional<AwsCredentials> credentials,
      Upstreams upstreams,
      Runnable requireRunning) {
    this.client = client;
    this.signed = signed;
    this.credentials = credentials;
    this.upstreams = upstreams;
    this.requireRunning = requireRunning;
    this.body = client.body();
  }

  /**
   * What came back; by then the client has it all, or its connection is closed.
   *
   * @throws Refusal where the client has not been told anything yet
   */
  Upstream run() {
    Optional<BodyFilter> filter = filter();
    try {
      return attempt(filter, client.handshake().isPresent());
    } catch (RelayedCall.StaleConnection stale) {
      // AWS closes idle connections when it likes. The SDKs send such a call again, and so do we,
      // once and on a new connection; the body is held, or else it would not be called stale.
      return attempt(filter, true);
    }
  }

  private Optional<BodyFilter> filter() {
    return switch (signed.body()) {
      case BodyPlan.PassThrough _, BodyPlan.Messages _ -> Optional.empty();
      case BodyPlan.Held _ -> {
        body.sha256(); // Nothing to do where the signer has asked for it.
        yield Optional.empty();
      }
      case BodyPlan.Promised promised when body.isHeld() -> {
        if (!body.sha256().equals(promised.sha256())) {
          throw Withholding.mismatch();
        }
        yield Optional.empty();
      }
      case BodyPlan.Promised promised ->
          Optional.of(new Withholding(promised.sha256(), body.digestOfHeld()));
      case BodyPlan.SignedChunks plan -> resigning(plan.chunks());
      case BodyPlan.Events plan -> resigning(plan.events());
      case BodyPlan.Form form -> Optional.of(formEnd(form));
    };
  }

  private Optional<BodyFilter> resigning(BodyResigner parts) {
    if (body.isHeld() || body.held() > 0) {
      throw new Refusal(
          Failure.BODY_MISMATCH,
          "the body is empty, or was read already, and should come in signed parts");
    }
    return Optional.of(new Resigning(parts));
  }

  private FormEnd formEnd(BodyPlan.Form form) {
    FormEnd end = new FormEnd(form.boundary());
    for (long at = form.replaced(); at < body.held(); ) {
      byte[] block = body.heldBlock(at);
      at += block.length;
      end.see(ByteBuffer.wrap(block));
    }
    if (body.isHeld()) {
      end.end();
    }
    return end;
  }

  private Upstream attempt(Optional<BodyFilter> filter, boolean fresh) {
    // What a client does not speak is not needed upstream, and most of AWS has HTTP/1.1 only.
    Upstreams.Key key = new Upstreams.Key(signed.host(), signed.port(), client.isHttp2());
    UpstreamCall upstream = Waiting.on(upstreams.open(client.loop(), key, fresh));
    HttpRequest request = Heads.request(signed, length());
    Optional<Upgrade> upgrade = upgrade();
    upgrade.ifPresent(it -> it.addTo(request));
    RelayedCall call = new RelayedCall(client, upstream, credentials, filter, upgrade);
    client.loop().execute(() -> call.begin(request));
    sendHeld(call, sendBeginning(call));
    client.loop().execute(body.isHeld() ? call::endBody : call::streamBody);
    if (upgrade.isPresent()) {
      watchStops(call);
    }
    return Waiting.on(call.result());
  }

  /** A WebSocket may stand for a day: whoever is stopped meanwhile is not left in it. */
  private void watchStops(RelayedCall call) {
    while (!Waiting.within(BETWEEN_LOOKS, call.result())) {
      try {
        requireRunning.run();
      } catch (Refusal refusal) {
        // Where nobody can tell, nobody has said stop: what stands goes on until they can.
        if (refusal.failure() == Failure.PAUSED) {
          client.loop().execute(() -> call.stop(refusal));
          return;
        }
      } catch (RuntimeException mistake) {
        // Nobody would look again, so nothing may stand.
        String why = "the gateway made a mistake and can no longer see whether the agent is paused";
        Refusal unseen = new Refusal(Failure.INTERNAL, why, mistake);
        client.loop().execute(() -> call.stop(unseen));
        return;
      }
    }
  }

  private Optional<Upgrade> upgrade() {
    return signed.body() instanceof BodyPlan.Messages(Optional<EventMessages> events)
        ? client
            .handshake()
            .flatMap(
                asked ->
                    credentials.map(
                        real ->
                            new Upgrade(
                                asked, asked.anew(), real, events, upstreams.webSocketIdle())))
        : Optional.empty();
  }

  /** Of what is sent, in bytes; -1 where it is not known yet. */
  private long length() {
    return signed.body() instanceof BodyPlan.Form form && body.length() >= 0
        ? body.length() - form.replaced() + form.beginning().length
        : body.length();
  }

  /** What stands in the place of the body's first bytes; returns how many these are. */
  private int sendBeginning(RelayedCall call) {
    if (signed.body() instanceof BodyPlan.Form form) {
      Waiting.on(call.send(form.beginning()));
      return form.replaced();
    }
    return 0;
  }

  private void sendHeld(RelayedCall call, int from) {
    for (long at = from; at < body.held() && !call.result().isDone(); ) {
      byte[] block = body.heldBlock(at);
      at += block.length;
      Waiting.on(call.send(block));
    }
  }
}
