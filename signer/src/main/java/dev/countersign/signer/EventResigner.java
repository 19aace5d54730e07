package dev.countersign.signer;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A stream of signed events on its way to AWS. Each message of it wraps another: its headers are a
 * time and a signature, its payload the message that is meant; an empty one ends the stream. A
 * message is held until all of it is there, verified where the agent has a secret, and released at
 * once, wrapped anew with the gateway's time and a signature of the real chain. The new wrapping is
 * as long as the old. Belongs to one stream and one thread.
 *
 * <p>A stream that breaks off is never brought to an end: the message that ends it has to be the
 * agent's.
 */
public final class EventResigner implements BodyResigner {

  /**
   * Of a wrapped message, in bytes. The format allows 16 MiB; clients send audio and text in pieces
   * of some kilobytes, and every stream may hold one message.
   */
  static final int LARGEST_EVENT = 1 << 20;

  /** How far a message's time may lie before that of the one before it: a clock that was set. */
  static final Duration MOST_BACK = Duration.ofMinutes(5);

  static final String SIGNATURE = ":chunk-signature";
  private static final int SIGNATURE_LENGTH = 32;

  /** What wraps a message. */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Wrapping(long millis, byte[] signature) {}

  private final Optional<EventChain> agent;
  private final EventChain real;
  private final Clock clock;
  private final EventReader reader = new EventReader(LARGEST_EVENT);
  private Instant latest = Instant.MIN;
  private boolean ended;

  /**
   * @param agent the chain of the agent's key; empty where it has no secret
   */
  EventResigner(Optional<EventChain> agent, EventChain real, Clock clock) {
    this.agent = agent;
    this.real = real;
    this.clock = clock;
  }

  @Override
  public byte[] pass(ByteBuffer bytes) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.remaining());
    while (bytes.hasRemaining()) {
      if (ended) {
        throw EventHeaders.malformed("bytes follow the event that ends it");
      }
      reader.next(bytes).ifPresent(message -> out.writeBytes(again(message)));
    }
    return out.toByteArray();
  }

  @Override
  public void end() {
    if (!ended || reader.isInside()) {
      throw EventHeaders.malformed("it breaks off before the event that ends it");
    }
  }

  private byte[] again(EventMessage message) {
    Wrapping wrapping = wrapping(message.headers());
    if (message.payload().length > 0) {
      EventMessage.decode(message.payload());
    }
    agent.ifPresent(chain -> verify(chain, wrapping, message.payload()));
    ended = message.payload().length == 0;
    // Whole seconds, as in the string to sign.
    long millis = Instant.ofEpochSecond(clock.instant().getEpochSecond()).toEpochMilli();
    byte[] signature = real.next(millis, message.payload());
    return new EventMessage(
            List.of(
                EventChain.date(millis),
                new EventHeader(SIGNATURE, new EventValue.Bytes(signature))),
            message.payload())
        .encode();
  }

  /** SDKs differ in which of the two comes first. */
  private static Wrapping wrapping(List<EventHeader> headers) {
    if (headers.size() == 2) {
      EventHeader first = headers.getFirst();
      boolean dateFirst = first.name().equals(EventChain.DATE);
      EventHeader date = dateFirst ? first : headers.getLast();
      EventHeader signature = dateFirst ? headers.getLast() : first;
      if (date.name().equals(EventChain.DATE)
          && date.value() instanceof EventValue.Timestamp(long millis)
          && signature.name().equals(SIGNATURE)
          && signature.value() instanceof EventValue.Bytes(byte[] bytes)
          && bytes.length == SIGNATURE_LENGTH) {
        return new Wrapping(millis, bytes);
      }
    }
    throw EventHeaders.malformed("an event is not wrapped in a date and a signature alone");
  }

  private void verify(EventChain chain, Wrapping wrapping, byte[] payload) {
    verifyTime(Instant.ofEpochMilli(wrapping.millis()));
    if (!MessageDigest.isEqual(chain.next(wrapping.millis(), payload), wrapping.signature())) {
      throw new Refusal(
          Failure.SIGNATURE_MISMATCH,
          "an event is not signed with the agent's secret, or was changed on its way");
    }
  }

  private void verifyTime(Instant signedAt) {
    Instant now = clock.instant();
    Instant earliest = now.minus(InboundSignature.MAX_SKEW);
    boolean back = latest.isAfter(signedAt.plus(MOST_BACK));
    if (back
        || signedAt.isBefore(earliest)
        || signedAt.isAfter(now.plus(InboundSignature.MAX_SKEW))) {
      throw new Refusal(
          Failure.SIGNATURE_MISMATCH,
          "RequestTimeTooSkewed: an event was signed at "
              + signedAt
              + ", and here it is "
              + SigV4.timestamp(now)
              + ": set the clock");
    }
    latest = signedAt;
  }
}
