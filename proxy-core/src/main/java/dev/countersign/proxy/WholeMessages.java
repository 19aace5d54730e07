package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Messages that mean something only as a whole: the frames of one are gathered, and what is made of
 * it goes on in one frame. What belongs to the connection (ping, pong, close) passes between them.
 */
final class WholeMessages implements FrameFilter {

  private final UnaryOperator<byte[]> change;
  private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();

  WholeMessages(UnaryOperator<byte[]> change) {
    this.change = change;
  }

  @Override
  public Optional<WebSocketFrame> pass(WebSocketFrame frame) {
    return switch (frame) {
      case PingWebSocketFrame _, PongWebSocketFrame _, CloseWebSocketFrame _ -> Optional.of(frame);
      case TextWebSocketFrame text -> {
        text.release();
        throw new Refusal(Failure.BODY_MISMATCH, "a message is a text, and should be an event");
      }
      default -> gather(frame);
    };
  }

  private Optional<WebSocketFrame> gather(WebSocketFrame frame) {
    byte[] part = ByteBufUtil.getBytes(frame.content());
    frame.release();
    if (gathered.size() + part.length > WebSocketRelay.LARGEST) {
      throw new Refusal(
          Failure.BODY_TOO_LARGE, "a message is longer than " + WebSocketRelay.LARGEST + " bytes");
    }
    gathered.writeBytes(part);
    if (!frame.isFinalFragment()) {
      return Optional.empty();
    }
    byte[] whole = change.apply(gathered.toByteArray());
    gathered.reset();
    return Optional.of(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(whole)));
  }
}
