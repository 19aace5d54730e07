package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.countersign.model.SigningScope;
import java.util.function.Function;

/**
 * The signatures through a body of signed chunks: each covers the one before it, the first one that
 * of the request ("Signature calculations for the authorization header: Transferring a payload in
 * multiple chunks" of the S3 API reference). Belongs to one body and one thread.
 */
public final class ChunkChain {

  private static final String EMPTY_HASH = SigV4.sha256(new byte[0]);

  private final Function<String, byte[]> keyOfDay;
  private final byte[] signingKey;
  private final String timestamp;
  private final SigningScope scope;
  private String previous;

  /**
   * @param keyOfDay the signing key for eight digits
   * @param seed the signature of the request
   */
  ChunkChain(Function<String, byte[]> keyOfDay, String timestamp, SigningScope scope, String seed) {
    this.keyOfDay = keyOfDay;
    this.signingKey = keyOfDay.apply(SigV4.date(timestamp));
    this.timestamp = timestamp;
    this.scope = scope;
    this.previous = seed;
  }

  /** For a stream of events in place of chunks. */
  EventChain events() {
    return new EventChain(keyOfDay, scope, previous);
  }

  /** The signature of the next chunk; of the last one, which is empty, too. */
  String chunk(byte[] data) {
    return next("AWS4-HMAC-SHA256-PAYLOAD", EMPTY_HASH + "\n" + SigV4.sha256(data));
  }

  /**
   * The signature of the trailer.
   *
   * @param lines each header as {@code name:value} and a line feed
   */
  String trailer(String lines) {
    return next("AWS4-HMAC-SHA256-TRAILER", SigV4.sha256(lines.getBytes(ISO_8859_1)));
  }

  private String next(String algorithm, String hashes) {
    previous =
        SigV4.signature(
            signingKey,
            String.join(
                "\n",
                algorithm,
                timestamp,
                SigV4.credentialScope(SigV4.date(timestamp), scope),
                previous,
                hashes));
    return previous;
  }
}
