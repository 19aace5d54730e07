package dev.countersign.signer;

/**
 * What a secret makes signatures with. As good as the secret where it is good at all: no
 * implementation prints or shows itself. Safe for any number of threads.
 */
sealed interface SigningKey permits HmacKey, EcdsaKey {

  /** "Calculate the signature": lower-case hexadecimal digits. */
  String sign(String stringToSign);

  /** Whether {@code signature} is of this key and over {@code stringToSign}. */
  boolean made(String signature, String stringToSign);
}
