package dev.countersign.proxy;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpObjectDecoder;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * One side of a WebSocket that is relayed: what comes from it goes through a filter to the other
 * side, which is read no faster than this one can be written to. Belongs to the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class WebSocketEnd extends Placed {

  /** What both sides have in common. */
  interface Listener {

    /** A frame came, of so many bytes. */
    void came(WebSocketEnd from, int bytes);

    /**
     * @throws dev.countersign.model.Refusal where it must not go on
     */
    void frame(WebSocketEnd from, WebSocketFrame frame);

    void pause(WebSocketEnd from);

    void writable(WebSocketEnd again);

    /** It broke the protocol (RFC 6455, 7.4.1: {@code code}). */
    void broke(WebSocketEnd from, int code);

    void gone(WebSocketEnd from);

    /** The gateway stops. */
    void drain();
  }

  /** How long a side may take over the last frame that it is sent. */
  private static final long TAKING_SECONDS = 10;

  /** In bytes: what a close frame has for its text. */
  private static final int LONGEST_REASON = 123;

  private final Listener listener;
  private final boolean masked;
  private boolean closeSent;
  private boolean closeSeen;

  /**
   * @param masked whether frames that come from it are, as a client's have to be
   */
  WebSocketEnd(Listener listener, boolean masked) {
    this.listener = listener;
    this.masked = masked;
  }

  /**
   * Takes the place of everything that spoke HTTP in this channel. Bytes that a decoder still holds
   * come here first.
   */
  void takeOver(Channel channel) {
    ChannelPipeline pipeline = channel.pipeline();
    List<ChannelHandler> before = new ArrayList<>();
    for (Map.Entry<String, ChannelHandler> handler : pipeline) {
      if (handler.getValue() instanceof SslHandler) {
        before.clear();
      } else {
        before.add(handler.getValue());
      }
    }
    // A decoder goes last: what it still holds may be answered at once, and not by an HTTP encoder.
    before.sort(Comparator.comparing(HttpObjectDecoder.class::isInstance));
    pipeline.addLast(
        new WebSocket13FrameDecoder(
            WebSocketDecoderConfig.newBuilder()
                .maxFramePayloadLength(WebSocketRelay.LARGEST)
                .expectMaskedFrames(masked)
                .allowMaskMismatch(false)
                .allowExtensions(false)
                .closeOnProtocolViolation(false)
                .withUTF8Validator(false)
                .build()));
    pipeline.addLast(new WebSocket13FrameEncoder(!masked));
    pipeline.addLast(this);
    before.forEach(pipeline::remove);
  }

  boolean isWritable() {
    return channel().isWritable();
  }

  void read() {
    channel().read();
  }

  void flush() {
    channel().flush();
  }

  boolean closeSent() {
    return closeSent;
  }

  boolean closeSeen() {
    return closeSeen;
  }

  /** Nothing goes out behind a close frame. */
  void send(WebSocketFrame frame) {
    if (closeSent) {
      frame.release();
      return;
    }
    closeSent = frame instanceof CloseWebSocketFrame;
    channel().write(frame);
  }

  /**
   * Says good-bye, where that has not been said, and closes.
   *
   * @return done when it is said, or nobody listens any more
   */
  ChannelFuture end(int code, String reason) {
    Channel channel = channel();
    if (!closeSent) {
      send(new CloseWebSocketFrame(code, Texts.bounded(Texts.line(reason), LONGEST_REASON)));
    }
    ChannelFuture said = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
    Future<?> deadline =
        channel.eventLoop().schedule(() -> channel.close(), TAKING_SECONDS, TimeUnit.SECONDS);
    said.addListener(
        _ -> {
          deadline.cancel(false);
          ChannelHandlerContext ctx = channel.pipeline().context(this);
          if (masked && !closeSeen && ctx != null && channel.isActive()) {
            LingeringClose.begin(ctx);
          } else {
            channel.close();
          }
        });
    return said;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    WebSocketFrame frame = (WebSocketFrame) message;
    closeSeen |= frame instanceof CloseWebSocketFrame;
    listener.came(this, frame.content().readableBytes());
    listener.frame(this, frame);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    listener.pause(this);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (isWritable()) {
      listener.writable(this);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof ExchangeHandler.Drain) {
      listener.drain();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    listener.gone(this);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException broken) {
      listener.broke(this, broken.closeStatus().code());
    } else {
      ctx.close();
    }
  }
}
