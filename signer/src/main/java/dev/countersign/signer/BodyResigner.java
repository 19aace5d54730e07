package dev.countersign.signer;

import java.nio.ByteBuffer;

/**
 * Takes a body that is signed part by part, verifies each part where the agent has a secret, and
 * gives it back signed in the real chain. Belongs to one body and one thread.
 */
public sealed interface BodyResigner permits ChunkResigner, EventResigner {

  /**
   * Takes bytes of the body and gives those that may be sent now: of parts that are there as a
   * whole.
   *
   * @throws dev.countersign.model.Refusal BODY_MISMATCH where they are not what they should be,
   *     SIGNATURE_MISMATCH where a part is not the agent's, BODY_TOO_LARGE for a part of more than
   *     1 MiB
   */
  byte[] pass(ByteBuffer bytes);

  /**
   * The body is over.
   *
   * @throws dev.countersign.model.Refusal BODY_MISMATCH where it broke off
   */
  void end();
}
