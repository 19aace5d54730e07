package dev.countersign.testkit;

import dev.countersign.model.Secret;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;

/**
 * SigV4A's key, derived from a secret as NIST SP 800-108 has it: HMAC-SHA256 in counter mode, one
 * block, and the candidate plus one wherever it is at most the curve's order less two (FIPS 186-4,
 * B.4.2).
 */
final class EcdsaKey implements SigningKey {

  private static final String LABEL = "AWS4-ECDSA-P256-SHA256";

  private final P256.Point key;

  private EcdsaKey(P256.Point key) {
    this.key = key;
  }

  static EcdsaKey derive(String accessKeyId, Secret secret) {
    for (int attempt = 1; attempt < 255; attempt++) {
      BigInteger privateKey = candidate(accessKeyId, secret, attempt).add(BigInteger.ONE);
      if (privateKey.compareTo(P256.ORDER) < 0) {
        return new EcdsaKey(P256.publicKey(privateKey));
      }
    }
    throw new IllegalStateException("no key in 254 attempts");
  }

  private static BigInteger candidate(String accessKeyId, Secret secret, int attempt) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.writeBytes(new byte[] {0, 0, 0, 1});
    block.writeBytes((LABEL + "\0" + accessKeyId).getBytes(StandardCharsets.UTF_8));
    block.writeBytes(new byte[] {(byte) attempt, 0, 0, 1, 0});
    byte[] secretKey = ("AWS4A" + secret.reveal()).getBytes(StandardCharsets.UTF_8);
    return new BigInteger(1, Digests.hmac(secretKey, block.toByteArray()));
  }

  /** A public key is one for all scopes. */
  @Override
  public SigningKey in(Claim.Scope scope) {
    return this;
  }

  @Override
  public boolean made(String signature, String stringToSign) {
    byte[] hash = Digests.digest("SHA-256", stringToSign.getBytes(StandardCharsets.UTF_8));
    try {
      return P256.verifies(key, hash, P256.Signature.parse(signature));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
