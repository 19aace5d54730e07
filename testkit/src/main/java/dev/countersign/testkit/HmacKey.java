package dev.countersign.testkit;

import dev.countersign.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A key that is good for one day, region and service (AWS Signature Version 4, "Calculate the
 * signature").
 */
final class HmacKey implements SigningKey {

  private final Secret secret;
  private final Claim.Scope scope;
  private final byte[] key;

  private HmacKey(Secret secret, Claim.Scope scope, byte[] key) {
    this.secret = secret;
    this.scope = scope;
    this.key = key;
  }

  static HmacKey derive(Secret secret, Claim.Scope scope) {
    byte[] initial = ("AWS4" + secret.reveal()).getBytes(StandardCharsets.UTF_8);
    byte[] date = Digests.hmac(initial, scope.date());
    byte[] region = Digests.hmac(date, scope.region());
    byte[] service = Digests.hmac(region, scope.service());
    return new HmacKey(secret, scope, Digests.hmac(service, "aws4_request"));
  }

  @Override
  public SigningKey in(Claim.Scope other) {
    return other.equals(scope) ? this : derive(secret, other);
  }

  /** In constant time. */
  @Override
  public boolean made(String signature, String stringToSign) {
    String expected = HexFormat.of().formatHex(Digests.hmac(key, stringToSign));
    return MessageDigest.isEqual(
        expected.getBytes(StandardCharsets.US_ASCII),
        signature.getBytes(StandardCharsets.US_ASCII));
  }
}
