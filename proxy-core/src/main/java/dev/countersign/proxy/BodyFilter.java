package dev.countersign.proxy;

import io.netty.buffer.ByteBuf;

/**
 * What a streamed body goes through on its way to AWS; the end of it is withheld until it is known
 * to be right. Belongs to the event loop.
 */
interface BodyFilter extends AutoCloseable {

  /**
   * Takes a buffer over and returns what may be sent now, which is the caller's to release.
   *
   * @throws dev.countersign.model.Refusal where the body is not what it should be
   */
  ByteBuf pass(ByteBuf bytes, boolean last);

  @Override
  void close();
}
