package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import java.security.MessageDigest;

/** SigV4's key, good for one day, region and service. */
final class HmacKey implements SigningKey {

  private final byte[] key;

  private HmacKey(byte[] key) {
    this.key = key;
  }

  static HmacKey derive(Secret secret, String date, SigningScope scope) {
    return new HmacKey(SigV4.signingKey(secret, date, scope));
  }

  @Override
  public String sign(String stringToSign) {
    return SigV4.signature(key, stringToSign);
  }

  /** In a time that does not depend on where the two differ. */
  @Override
  public boolean made(String signature, String stringToSign) {
    return MessageDigest.isEqual(
        sign(stringToSign).getBytes(US_ASCII), signature.getBytes(US_ASCII));
  }
}
