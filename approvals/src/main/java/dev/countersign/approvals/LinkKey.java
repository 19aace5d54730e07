package dev.countersign.approvals;

import dev.countersign.model.Secret;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jdbi.v3.core.Handle;

/** The key that decision links are signed with: made once for a store, whoever comes first. */
final class LinkKey {

  private static final String NAME = "link-key";
  private static final int BYTES = 32;

  private LinkKey() {}

  /** 64 hexadecimal digits. */
  static Secret of(Handle handle) {
    byte[] random = new byte[BYTES];
    new SecureRandom().nextBytes(random);
    handle
        .createUpdate(
            "INSERT INTO approval_setting (name, value) VALUES (:name, :value)"
                + " ON CONFLICT (name) DO NOTHING")
        .bind("name", NAME)
        .bind("value", HexFormat.of().formatHex(random))
        .execute();
    return handle
        .createQuery("SELECT value FROM approval_setting WHERE name = :name")
        .bind("name", NAME)
        .mapTo(String.class)
        .map(Secret::of)
        .one();
  }
}
