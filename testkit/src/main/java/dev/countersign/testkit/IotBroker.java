package dev.countersign.testkit;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Arrays;
import java.util.List;

/** AWS IoT Core's message broker: knows CONNECT and PINGREQ of MQTT 3.1.1, and repeats the rest. */
final class IotBroker implements SocketService {

  private static final int CONNECT = 0x10;
  private static final byte[] CONNACK = {0x20, 2, 0, 0};
  private static final byte[] PINGREQ = {(byte) 0xc0, 0};
  private static final byte[] PINGRESP = {(byte) 0xd0, 0};

  @Override
  public String operation(Call call) {
    return call.head().rawPath().equals("/mqtt") ? "Connect" : call.head().rawPath();
  }

  @Override
  public Conversation open(String operation, Call call, ChunkChain chain) {
    if (!operation.equals("Connect")) {
      throw AwsError.unknownOperation(operation);
    }
    return IotBroker::answer;
  }

  private static List<WebSocketFrame> answer(WebSocketFrame message) {
    if (!(message instanceof BinaryWebSocketFrame) || !message.content().isReadable()) {
      return List.of(new CloseWebSocketFrame(1003, "MQTT is binary"));
    }
    byte[] packet = ByteBufUtil.getBytes(message.content());
    if (packet[0] == CONNECT) {
      return List.of(binary(CONNACK));
    }
    return List.of(binary(Arrays.equals(packet, PINGREQ) ? PINGRESP : packet));
  }

  private static WebSocketFrame binary(byte[] packet) {
    return new BinaryWebSocketFrame(Unpooled.wrappedBuffer(packet));
  }
}
