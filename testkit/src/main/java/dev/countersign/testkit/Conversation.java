package dev.countersign.testkit;

import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;

/** What a service says in one WebSocket. Belongs to its event loop. */
interface Conversation {

  /**
   * What is said to a message, which is whole; a close frame ends it.
   *
   * @param message not to be released
   */
  List<WebSocketFrame> hear(WebSocketFrame message);
}
