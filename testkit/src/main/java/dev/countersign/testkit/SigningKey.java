package dev.countersign.testkit;

import dev.countersign.model.Secret;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * A key that is good for one day, region and service (AWS Signature Version 4, "Calculate the
 * signature").
 */
final class SigningKey {

  private final Secret secret;
  private final Claim.Scope scope;
  private final byte[] key;

  private SigningKey(Secret secret, Claim.Scope scope, byte[] key) {
    this.secret = secret;
    this.scope = scope;
    this.key = key;
  }

  static SigningKey derive(Secret secret, Claim.Scope scope) {
    byte[] initial = ("AWS4" + secret.reveal()).getBytes(StandardCharsets.UTF_8);
    byte[] date = Digests.hmac(initial, scope.date());
    byte[] region = Digests.hmac(date, scope.region());
    byte[] service = Digests.hmac(region, scope.service());
    return new SigningKey(secret, scope, Digests.hmac(service, "aws4_request"));
  }

  /** Of the same secret, region and service. */
  SigningKey onDay(String day) {
    return day.equals(scope.date())
        ? this
        : derive(secret, new Claim.Scope(day, scope.region(), scope.service()));
  }

  Claim.Scope scope() {
    return scope;
  }

  /** 64 lower-case hexadecimal digits. */
  String sign(String stringToSign) {
    return HexFormat.of().formatHex(Digests.hmac(key, stringToSign));
  }

  /** Whether {@code signature} is this key's over {@code stringToSign}; in constant time. */
  boolean made(String signature, String stringToSign) {
    return MessageDigest.isEqual(
        sign(stringToSign).getBytes(StandardCharsets.US_ASCII),
        signature.getBytes(StandardCharsets.US_ASCII));
  }
}
