package dev.countersign.signer;

import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signing keys by secret, day, region and service, so that a call costs one HMAC and not five. Safe
 * for any number of threads.
 *
 * <p>Region and service are the client's words, so the number of keys is bounded. A full cache is
 * emptied: a key is cheap to derive, and an order of eviction would cost every call more than that.
 */
final class SigningKeys {

  private static final int MOST = 1024;

  private record Id(Secret secret, String date, SigningScope scope) {}

  private final Map<Id, byte[]> keys = new ConcurrentHashMap<>();

  /** The array is shared: do not write to it. */
  byte[] get(Secret secret, String date, SigningScope scope) {
    Id id = new Id(secret, date, scope);
    byte[] known = keys.get(id);
    if (known != null) {
      return known;
    }
    byte[] derived = SigV4.signingKey(secret, date, scope);
    if (keys.size() >= MOST) {
      keys.clear();
    }
    keys.put(id, derived);
    return derived;
  }

  int size() {
    return keys.size();
  }
}
