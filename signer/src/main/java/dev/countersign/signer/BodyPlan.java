package dev.countersign.signer;

/** What happens to the body while a signed request is sent. */
public sealed interface BodyPlan {

  /** Bytes go through untouched; the signature does not cover them. */
  record PassThrough() implements BodyPlan {}

  /**
   * The signature promises this hash: bytes stream through while they are hashed, and the last ones
   * are withheld until the promise holds.
   *
   * @param sha256 64 lower-case hexadecimal digits
   */
  record Promised(String sha256) implements BodyPlan {}

  /**
   * Chunks are verified one by one, and released with signatures of the real key.
   *
   * @param chunks takes the body once
   */
  record SignedChunks(ChunkResigner chunks) implements BodyPlan {}

  /**
   * Events are verified one by one, and released with signatures of the real key.
   *
   * @param events takes the body once
   */
  record Events(EventResigner events) implements BodyPlan {}

  /** The body was hashed first and is held; it is sent from there. */
  record Held() implements BodyPlan {}
}
