package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.nio.ByteBuffer;

/**
 * The events that an agent sends through a WebSocket, one message each. Signed ones are verified
 * and signed again, as those in the body of a request are ({@link EventResigner}); most clients
 * send them without a signature of their own, and then they go as they came: AWS decides whether it
 * takes them. One stream is the one or the other. Belongs to one stream and one thread.
 */
public final class EventMessages {

  private enum Kind {
    UNDECIDED,
    SIGNED,
    UNSIGNED
  }

  private final EventResigner signed;
  private Kind kind = Kind.UNDECIDED;

  EventMessages(EventResigner signed) {
    this.signed = signed;
  }

  /**
   * What is sent in the place of a message, as long as it.
   *
   * @throws Refusal BODY_MISMATCH where it is not exactly one event, or one of the other kind than
   *     those before; SIGNATURE_MISMATCH for a signature that is not the agent's
   */
  public byte[] pass(byte[] message) {
    EventMessage event = EventMessage.decode(message);
    Kind of =
        event.headers().stream().anyMatch(header -> header.name().equals(EventResigner.SIGNATURE))
            ? Kind.SIGNED
            : Kind.UNSIGNED;
    if (kind != Kind.UNDECIDED && kind != of) {
      throw new Refusal(
          Failure.BODY_MISMATCH, "some events of the stream are signed, and others are not");
    }
    kind = of;
    return of == Kind.SIGNED ? signed.pass(ByteBuffer.wrap(message)) : message;
  }
}
