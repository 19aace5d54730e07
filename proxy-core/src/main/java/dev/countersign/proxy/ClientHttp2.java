package dev.countersign.proxy;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundInvoker;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http2.DefaultHttp2GoAwayFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.DefaultHttp2WindowUpdateFrame;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.handler.codec.http2.Http2WindowUpdateFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What belongs to a client's whole HTTP/2 connection, between the codec and its streams: how many
 * frames it may spend on nothing, how long it may stay without a request, and its end.
 *
 * <p>Belongs to the event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class ClientHttp2 extends ChannelInboundHandlerAdapter {

  /**
   * SETTINGS, PING, PRIORITY and unknown frames in one {@link #PERIOD_NANOS}. Each costs us work,
   * and some an answer, while none of them brings a request on.
   */
  private static final int IDLE_FRAMES = 500;

  /**
   * DATA in one period that brings less than {@link #WORTH} bytes. Windows count bytes only, and a
   * stream that nobody reads keeps a frame of one byte as an object of some hundred.
   */
  private static final int SMALL_FRAMES = 10_000;

  /** What a frame has to bring for its own sake, in bytes; longer ones make up for shorter ones. */
  private static final int WORTH = 64;

  private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final long idleSeconds;
  private final ChannelGroup streams;
  private @Nullable Future<?> idleCheck;
  private long periodBegan = System.nanoTime();
  private int idleFrames;
  private int smallFrames;
  private boolean calmed;
  private boolean requested;

  /**
   * @param idleSeconds after how long without a stream the connection ends
   */
  ClientHttp2(long idleSeconds, Channel channel) {
    this.idleSeconds = idleSeconds;
    this.streams = new DefaultChannelGroup(channel.eventLoop());
  }

  /** One more stream has begun. */
  void opened(Channel stream) {
    requested = true;
    streams.add(stream);
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(new DefaultHttp2WindowUpdateFrame(Http2Codecs.connectionWindowIncrement()));
    idleCheck =
        ctx.executor()
            .scheduleAtFixedRate(
                () -> closeIfIdle(ctx), idleSeconds, idleSeconds, TimeUnit.SECONDS);
  }

  private void closeIfIdle(ChannelHandlerContext ctx) {
    if (!requested && streams.isEmpty()) {
      ctx.close(); // The codec says GOAWAY first.
    }
    requested = false;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case Http2DataFrame data when isTooSmall(data) -> calm(ctx, message);
      case Http2HeadersFrame _, Http2DataFrame _, Http2ResetFrame _, Http2WindowUpdateFrame _ ->
          ctx.fireChannelRead(message);
      case Http2Frame _ when isTooOften() -> calm(ctx, message);
      default -> ctx.fireChannelRead(message);
    }
  }

  private boolean isTooOften() {
    beginPeriod();
    return ++idleFrames > IDLE_FRAMES;
  }

  private boolean isTooSmall(Http2DataFrame data) {
    beginPeriod();
    smallFrames = Math.max(0, smallFrames + 1 - data.content().readableBytes() / WORTH);
    return smallFrames > SMALL_FRAMES;
  }

  private void beginPeriod() {
    long now = System.nanoTime();
    if (now - periodBegan > PERIOD_NANOS) {
      periodBegan = now;
      idleFrames = 0;
      smallFrames = 0;
    }
  }

  private void calm(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
    if (!calmed) {
      calmed = true;
      ctx.writeAndFlush(new DefaultHttp2GoAwayFrame(Http2Error.ENHANCE_YOUR_CALM));
      closeStreams();
      ctx.close();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event == ExchangeHandler.Drain.EVENT) {
      ctx.close(); // The codec says GOAWAY, and waits for the streams that there are.
    }
    ctx.fireUserEventTriggered(event);
  }

  /**
   * Ends a stream whose answer is written and whose client may still be sending (RFC 9113, 8.1).
   */
  static void breakOff(ChannelHandlerContext stream) {
    reset(stream, Http2Error.NO_ERROR);
  }

  static void reset(ChannelOutboundInvoker stream, Http2Error why) {
    stream.writeAndFlush(new DefaultHttp2ResetFrame(why));
    stream.close();
  }

  /** The codec answers errors of HTTP/2 itself; those of streams go to them. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof Http2FrameStreamException) {
      ctx.fireExceptionCaught(cause);
    } else if (Http2CodecUtil.getEmbeddedHttp2Exception(cause) == null) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    closeStreams();
    ctx.fireChannelInactive();
  }

  /** A stream that nobody reads would not notice by itself. */
  private void closeStreams() {
    streams.close();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (idleCheck != null) {
      idleCheck.cancel(false);
    }
  }
}
