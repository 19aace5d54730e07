package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;

/** SigV4's key, good for one day, region and service. */
final class HmacKey implements SigningKey {

  /**
   * Holds the key and is never used itself: to find and to key a new one costs more than to copy.
   */
  private final Mac keyed;

  private HmacKey(Mac keyed) {
    this.keyed = keyed;
  }

  static HmacKey derive(Secret secret, String date, SigningScope scope) {
    return new HmacKey(SigV4.mac(SigV4.signingKey(secret, date, scope)));
  }

  @Override
  public String sign(String stringToSign) {
    try {
      Mac mac = (Mac) keyed.clone();
      return HexFormat.of().formatHex(mac.doFinal(stringToSign.getBytes(UTF_8)));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HMACs can be copied", e);
    }
  }

  /** In a time that does not depend on where the two differ. */
  @Override
  public boolean made(String signature, String stringToSign) {
    return MessageDigest.isEqual(
        sign(stringToSign).getBytes(US_ASCII), signature.getBytes(US_ASCII));
  }
}
