package dev.countersign.notifiers;

import dev.countersign.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** HMAC-SHA256 (RFC 2104). */
final class Hmac {

  private static final String ALGORITHM = "HmacSHA256";

  private Hmac() {}

  /** 32 bytes over a text in UTF-8 and, after it, some bytes. */
  static byte[] of(Secret key, String text, byte[] bytes) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
      mac.update(text.getBytes(StandardCharsets.UTF_8));
      return mac.doFinal(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  /** The same in 64 lower-case hexadecimal digits. */
  static String hex(Secret key, String text, byte[] bytes) {
    return HexFormat.of().formatHex(of(key, text, bytes));
  }
}
