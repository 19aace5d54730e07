package dev.countersign.proxy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Refusal;
import dev.countersign.signer.EventMessages;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.Optional;

/** What the frames of a WebSocket go through in one direction. Belongs to the event loop. */
interface FrameFilter {

  /**
   * Takes a frame over and returns what goes on in its place, which is the caller's to release.
   *
   * @throws Refusal where it must not go on, and the connection with it
   */
  Optional<WebSocketFrame> pass(WebSocketFrame frame);

  /** Towards AWS. */
  static FrameFilter up(Optional<EventMessages> events) {
    return events.<FrameFilter>map(it -> new WholeMessages(it::pass)).orElse(Optional::of);
  }

  /** Towards the agent: of what AWS says, nothing shows the credentials that it said it to. */
  static FrameFilter down(boolean events, AwsCredentials credentials) {
    Redaction redaction = new Redaction(credentials);
    FrameFilter messages =
        events ? new WholeMessages(message -> shown(message, redaction)) : Optional::of;
    return frame ->
        messages.pass(frame instanceof CloseWebSocketFrame close ? shown(close, redaction) : frame);
  }

  private static byte[] shown(byte[] message, Redaction redaction) {
    return ByteBufUtil.getBytes(
        new EventRedaction(redaction).whole(Unpooled.wrappedBuffer(message)));
  }

  /** Its reason is a text that anything can stand in. */
  private static WebSocketFrame shown(CloseWebSocketFrame close, Redaction redaction) {
    byte[] content = ByteBufUtil.getBytes(close.content());
    close.release();
    redaction.hide(content);
    return new CloseWebSocketFrame(true, 0, Unpooled.wrappedBuffer(content));
  }
}
