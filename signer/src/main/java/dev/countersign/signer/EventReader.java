package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Takes messages out of a stream that comes in any pieces. Holds one message at most, and no more
 * memory than bytes of it have come. Belongs to one stream and one thread.
 */
final class EventReader {

  private final int largestPayload;
  private byte[] held = new byte[EventPrelude.LENGTH];
  private int filled;
  private Optional<EventPrelude> prelude = Optional.empty();

  /**
   * @param largestPayload in bytes
   */
  EventReader(int largestPayload) {
    this.largestPayload = largestPayload;
  }

  /**
   * The next message, once all of it has come. Takes no byte of the one after it.
   *
   * @throws Refusal BODY_MISMATCH where the bytes are no messages, BODY_TOO_LARGE for one over the
   *     bound, as soon as its first bytes say so
   */
  Optional<EventMessage> next(ByteBuffer bytes) {
    if (prelude.isEmpty() && fill(bytes, EventPrelude.LENGTH)) {
      prelude = Optional.of(bounded(EventPrelude.read(ByteBuffer.wrap(held))));
    }
    if (prelude.isEmpty() || !fill(bytes, prelude.get().total())) {
      return Optional.empty();
    }
    EventMessage message = EventMessage.decode(held);
    held = new byte[EventPrelude.LENGTH];
    filled = 0;
    prelude = Optional.empty();
    return Optional.of(message);
  }

  /** Whether a message has begun that has not ended. */
  boolean isInside() {
    return filled > 0;
  }

  private boolean fill(ByteBuffer bytes, int until) {
    int taken = Math.min(bytes.remaining(), until - filled);
    if (filled + taken > held.length) {
      held = Arrays.copyOf(held, Math.min(until, Math.max(filled + taken, 2 * held.length)));
    }
    bytes.get(held, filled, taken);
    filled += taken;
    return filled == until;
  }

  private EventPrelude bounded(EventPrelude read) {
    if (read.payload() > largestPayload) {
      throw new Refusal(
          Failure.BODY_TOO_LARGE,
          "an event has more than " + largestPayload + " bytes: set the client to smaller ones");
    }
    return read;
  }
}
