package dev.countersign.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.timeout.IdleStateEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The end of a client's pipeline: one exchange after the other, each started on a virtual thread of
 * its own. On a stream of HTTP/2, which has a pipeline of its own, there is only one.
 *
 * <p>Nothing is read that nobody asked for. A request's head is asked for when the connection is
 * idle, its body by the exchange ({@link IncomingBody}). Once the body is whole there is one read
 * more, to notice a client that leaves; a pipelined request that it may bring waits in {@link
 * #waiting}, and the socket with it.
 *
 * <p>Where an answer goes out before the body came in, the connection is used no further ({@link
 * LingeringClose}), or the stream is reset.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class ExchangeHandler extends ChannelInboundHandlerAdapter {

  /** The gateway is closing: end when the current exchange is over. */
  enum Drain {
    EVENT
  }

  private final ClientConnection connection;
  private final Exchanges exchanges;
  private final Consumer<ChannelHandlerContext> breakOff;

  private @Nullable ClientStream current;
  private @Nullable Arrived waiting;
  private boolean unusable;
  private boolean draining;

  /**
   * @param breakOff ends the channel after an answer whose client may still be sending its body
   */
  ExchangeHandler(
      ClientConnection connection, Exchanges exchanges, Consumer<ChannelHandlerContext> breakOff) {
    this.connection = connection;
    this.exchanges = exchanges;
    this.breakOff = breakOff;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.read();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case Arrived arrived when !unusable -> {
        if (current == null) {
          take(ctx, arrived);
        } else if (current.handshake().isPresent()) {
          // Behind an upgrade there is nothing until it is answered; this is no protocol's.
          unusable = true;
          ctx.close();
        } else {
          waiting = arrived;
        }
      }
      case HttpContent content when current != null -> content(ctx, current, content);
      case FramingGuard.BrokenBody broken when current != null -> {
        unusable = true;
        current.body().fail(broken.why());
      }
      default -> ReferenceCountUtil.release(message);
    }
  }

  private void take(ChannelHandlerContext ctx, Arrived arrived) {
    switch (arrived) {
      case Arrived.Request request -> begin(ctx, request);
      case Arrived.Rejected rejected -> reject(ctx, rejected);
    }
  }

  private void begin(ChannelHandlerContext ctx, Arrived.Request request) {
    boolean keepAlive = request.keepAlive() && !draining && request.handshake().isEmpty();
    ClientStream stream = stream(ctx, request, request.length(), keepAlive);
    current = stream;
    if (request.length() == 0) {
      ctx.read(); // The empty end of the request, which is there already.
    }
    exchanges.start(stream, connection);
  }

  private void reject(ChannelHandlerContext ctx, Arrived.Rejected rejected) {
    unusable = true;
    ClientStream stream = stream(ctx, rejected, -1, false);
    current = stream;
    exchanges.refuse(stream, connection, rejected.refusal());
  }

  private ClientStream stream(
      ChannelHandlerContext ctx, Arrived arrived, long length, boolean keepAlive) {
    // The two know each other; the body needs its stream only once it is asked for.
    ClientStream[] stream = new ClientStream[1];
    boolean expects = arrived instanceof Arrived.Request request && request.expectsContinue();
    Optional<Handshake> handshake =
        arrived instanceof Arrived.Request request ? request.handshake() : Optional.empty();
    IncomingBody body =
        new IncomingBody(ctx, exchanges.bodies(), length, expects, () -> stream[0].sendContinue());
    stream[0] =
        new ClientStream(
            ctx,
            arrived.head(),
            UUID.randomUUID().toString(),
            body,
            keepAlive,
            handshake,
            () -> finished(ctx));
    return stream[0];
  }

  private void content(ChannelHandlerContext ctx, ClientStream stream, HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    ByteBuf bytes = content.content();
    stream.body().offer(bytes, last);
    if (last) {
      ctx.read(); // To notice a client that leaves.
    }
  }

  private void finished(ChannelHandlerContext ctx) {
    ClientStream stream = current;
    if (stream == null) {
      return;
    }
    current = null;
    if (unusable || draining || !stream.isPersistent()) {
      closeGently(ctx, stream);
    } else if (waiting != null) {
      Arrived next = waiting;
      waiting = null;
      take(ctx, next);
    }
    // Otherwise the read that watches for the client's leave brings the next request.
  }

  private void closeGently(ChannelHandlerContext ctx, ClientStream stream) {
    unusable = true;
    if (stream.body().complete()) {
      ctx.close();
    } else {
      breakOff.accept(ctx);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (current != null) {
      current.pause();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (current != null) {
      current.writabilityChanged();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    unusable = true;
    if (current != null) {
      current.leave();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    switch (event) {
      case Drain _ -> {
        draining = true;
        if (current == null && !unusable) {
          ctx.close();
        }
      }
      case IdleStateEvent _ -> idle(ctx);
      case Http2ResetFrame _ when current != null -> current.leave();
      case SslHandshakeCompletionEvent handshake when !handshake.isSuccess() -> ctx.close();
      default -> {}
    }
  }

  /**
   * No whole message for a long time: fine only while it is our turn and not the client's. Once the
   * answer has begun other bounds count: the call's own on silence, and then the one on taking what
   * is left.
   */
  private void idle(ChannelHandlerContext ctx) {
    if (current == null || (current.body().isWanted() && !current.hasBegun())) {
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // A broken TLS record or a reset: nothing can be said to this client any more.
    ctx.close();
  }
}
