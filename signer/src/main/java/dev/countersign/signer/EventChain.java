package dev.countersign.signer;

import dev.countersign.model.SigningScope;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;

/**
 * The signatures through a stream of events: each covers the one before it, the first one that of
 * the request. Every message has a time of its own, and its scope and key are those of that time's
 * day ("Signing event stream messages" of the Amazon Transcribe developer guide). Belongs to one
 * stream and one thread.
 */
final class EventChain {

  static final String DATE = ":date";

  private final Function<String, SigningKey> keyOfDay;
  private final SigningScope scope;
  private String previous;

  /**
   * @param keyOfDay the signing key for eight digits
   * @param seed the signature of the request
   */
  EventChain(Function<String, SigningKey> keyOfDay, SigningScope scope, String seed) {
    this.keyOfDay = keyOfDay;
    this.scope = scope;
    this.previous = seed;
  }

  /**
   * The signature of the next message; of the last one, whose payload is empty, too.
   *
   * @param millis its time, since 1970; only its whole seconds are in the string to sign, and all
   *     of it in the header that is hashed
   * @param payload the message that is signed, as it is encoded
   * @return 32 bytes
   */
  byte[] next(long millis, byte[] payload) {
    String timestamp = SigV4.timestamp(Instant.ofEpochMilli(millis));
    String day = SigV4.date(timestamp);
    byte[] dateHeader = EventHeaders.write(List.of(date(millis)));
    previous =
        keyOfDay
            .apply(day)
            .sign(
                String.join(
                    "\n",
                    scope.algorithm().word() + "-PAYLOAD",
                    timestamp,
                    SigV4.credentialScope(day, scope),
                    previous,
                    SigV4.sha256(dateHeader),
                    SigV4.sha256(payload)));
    return HexFormat.of().parseHex(previous);
  }

  static EventHeader date(long millis) {
    return new EventHeader(DATE, new EventValue.Timestamp(millis));
  }
}
