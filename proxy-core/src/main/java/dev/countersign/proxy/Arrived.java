package dev.countersign.proxy;

import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import java.util.Optional;

/** What the guards let through to {@link ExchangeHandler}, beside the contents of bodies. */
sealed interface Arrived {

  RequestHead head();

  /**
   * A request that has passed every guard.
   *
   * @param length Content-Length; 0 where the request has no body, -1 where it is chunked
   * @param handshake where it is the upgrade to a WebSocket
   */
  record Request(
      RequestHead head,
      long length,
      boolean expectsContinue,
      boolean keepAlive,
      Optional<Handshake> handshake)
      implements Arrived {}

  /**
   * A request that a guard refused. Where its end lies is not certain, so nothing after it is read.
   *
   * @param head as far as it could be read
   */
  record Rejected(RequestHead head, Refusal refusal) implements Arrived {}
}
