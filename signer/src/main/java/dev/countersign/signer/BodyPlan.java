package dev.countersign.signer;

import java.util.Optional;

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
   * A form's beginning is another one, and what is behind it streams through; it has to be one file
   * and then the end.
   *
   * @param beginning what is sent
   * @param replaced how many bytes of the client's it stands for
   * @param boundary what ends the file, without its hyphens
   */
  @SuppressWarnings("ArrayRecordComponent") // handed over once, never compared
  record Form(byte[] beginning, int replaced, String boundary) implements BodyPlan {}

  /**
   * Events are verified one by one, and released with signatures of the real key.
   *
   * @param events takes the body once
   */
  record Events(EventResigner events) implements BodyPlan {}

  /**
   * There is no body; what follows the upgrade to a WebSocket are messages.
   *
   * @param events takes each of them where they are those of an event stream; empty where they are
   *     nobody's business but the service's
   */
  record Messages(Optional<EventMessages> events) implements BodyPlan {}

  /** The body was hashed first and is held; it is sent from there. */
  record Held() implements BodyPlan {}
}
