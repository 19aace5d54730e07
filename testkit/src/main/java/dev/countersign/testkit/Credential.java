package dev.countersign.testkit;

import dev.countersign.model.AwsCredentials;
import java.time.Instant;

/** Real credentials and whose they are. */
record Credential(AwsCredentials keys, Caller caller) {

  boolean isExpiredAt(Instant now) {
    return keys.expiration() != null && !now.isBefore(keys.expiration());
  }
}
