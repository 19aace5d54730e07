package dev.countersign.testkit;

import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.List;

/** A WebSocket API of API Gateway's, with one route that says again what it is told. */
final class Echo implements SocketService {

  @Override
  public String operation(Call call) {
    return "$connect";
  }

  @Override
  public Conversation open(String operation, Call call, ChunkChain chain) {
    return message -> List.<WebSocketFrame>of(message.retainedDuplicate());
  }
}
