package dev.countersign.signer;

import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Signing keys by secret, day, region and service, so that a call costs one HMAC and not five; for
 * SigV4A by access key id and secret, so that it costs no multiplication on the curve. Safe for any
 * number of threads.
 *
 * <p>Region and service are the client's words, so the number of keys is bounded. A full cache is
 * emptied: a key is cheap to derive, and an order of eviction would cost every call more than that.
 */
final class SigningKeys {

  private static final int MOST = 1024;

  /**
   * @param words what goes into the key beside the secret; one for SigV4A, three for SigV4
   */
  private record Id(Secret secret, List<String> words) {}

  private final Map<Id, SigningKey> keys = new ConcurrentHashMap<>();

  SigningKey get(String accessKeyId, Secret secret, String date, SigningScope scope) {
    Id id =
        switch (scope.algorithm()) {
          case SIGV4 -> new Id(secret, List.of(date, scope.region(), scope.service()));
          case SIGV4A -> new Id(secret, List.of(accessKeyId));
        };
    SigningKey known = keys.get(id);
    if (known != null) {
      return known;
    }
    SigningKey derived =
        switch (scope.algorithm()) {
          case SIGV4 -> HmacKey.derive(secret, date, scope);
          case SIGV4A -> EcdsaKey.derive(accessKeyId, secret);
        };
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
