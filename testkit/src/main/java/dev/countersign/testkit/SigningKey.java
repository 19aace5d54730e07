package dev.countersign.testkit;

import dev.countersign.model.AwsCredentials;

/** What a signature is held against: for SigV4 a secret of both sides, for SigV4A a public key. */
sealed interface SigningKey permits HmacKey, EcdsaKey {

  /** The key that would have made this claim's signature. */
  static SigningKey of(AwsCredentials keys, Claim claim) {
    return switch (claim.scope().algorithm()) {
      case SIGV4 -> HmacKey.derive(keys.secretAccessKey(), claim.scope());
      case SIGV4A -> EcdsaKey.derive(keys.accessKeyId(), keys.secretAccessKey());
    };
  }

  /** Of the same secret, in another scope of the same algorithm. */
  SigningKey in(Claim.Scope scope);

  /** Whether {@code signature} is this key's over {@code stringToSign}. */
  boolean made(String signature, String stringToSign);
}
