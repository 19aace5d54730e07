package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpRequestEncoder;
import io.netty.handler.codec.http2.Http2Frame;
import io.netty.handler.codec.http2.Http2GoAwayFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One TLS connection to AWS, lent out to one call at a time, in HTTP/2 as well: calls that share a
 * connection would share its flow control, its compression tables and its end, and an agent that
 * resets its streams could bring those of others down with it.
 *
 * <p>Belongs to its event loop.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class UpstreamConnection extends Placed {

  private final Upstreams.Key key;
  private final Upstreams.Pool pool;
  private final AnswerTo answerTo = new AnswerTo();
  private final long born = System.nanoTime();

  private @Nullable Future<?> idle;
  private boolean http2;
  private boolean lent;
  private boolean used;
  private boolean goingAway;

  UpstreamConnection(Upstreams.Key key, Upstreams.Pool pool) {
    this.key = key;
    this.pool = pool;
  }

  /** What comes behind TLS where HTTP/1.1 is spoken. */
  void http1(ChannelPipeline pipeline) {
    pipeline.addLast(new HttpRequestEncoder());
    pipeline.addLast(new StrictResponseDecoder(answerTo));
    pipeline.addLast(this);
  }

  /** What comes behind TLS where HTTP/2 is. */
  void http2(ChannelPipeline pipeline) {
    http2 = true;
    pipeline.addLast(Http2Codecs.upstream());
    pipeline.addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()));
    pipeline.addLast(this);
    pipeline.channel().config().setAutoRead(true);
  }

  Upstreams.Key key() {
    return key;
  }

  AnswerTo answerTo() {
    return answerTo;
  }

  boolean isReused() {
    return used;
  }

  boolean isUsable(long maxAgeNanos) {
    return channel().isActive() && !goingAway && System.nanoTime() - born < maxAgeNanos;
  }

  /** A call on this connection, which is the call's until it gives it back. */
  CompletableFuture<UpstreamCall> lend() {
    lent = true;
    UpstreamCall call = new UpstreamCall(this);
    if (http2) {
      return openStream(call);
    }
    channel().pipeline().addLast(call);
    return CompletableFuture.completedFuture(call);
  }

  private CompletableFuture<UpstreamCall> openStream(UpstreamCall call) {
    CompletableFuture<UpstreamCall> opened = new CompletableFuture<>();
    new Http2StreamChannelBootstrap(channel())
        .option(ChannelOption.AUTO_READ, false)
        .handler(
            new ChannelInitializer<>() {
              @Override
              protected void initChannel(Channel stream) {
                stream.pipeline().addLast(new StreamEncoder(), new StreamResponseDecoder(), call);
              }
            })
        .open()
        .addListener(
            stream -> {
              if (stream.isSuccess()) {
                opened.complete(call);
              } else {
                close();
                opened.completeExceptionally(
                    new Refusal(
                        Failure.UPSTREAM_UNREACHABLE,
                        "no stream could be opened on the connection to AWS",
                        stream.cause()));
              }
            });
    return opened;
  }

  /** The call is over, and both sides are done with it. */
  void takeBack(UpstreamCall call) {
    if (!http2 && channel().isActive()) {
      channel().pipeline().remove(call);
    }
    lent = false;
    used = true;
    if (channel().isActive() && !goingAway) {
      pool.park(this);
    } else {
      close();
    }
  }

  void close() {
    channel().close();
  }

  /** In the pool: anything that comes now is a reason to close. */
  void park(long idleSeconds) {
    idle = channel().eventLoop().schedule(this::close, idleSeconds, TimeUnit.SECONDS);
    channel().read();
  }

  void unpark() {
    if (idle != null) {
      idle.cancel(false);
      idle = null;
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof Http2Frame) {
      ReferenceCountUtil.release(message);
      goingAway |= message instanceof Http2GoAwayFrame;
      if (goingAway && !lent) {
        close();
      }
    } else if (lent) {
      ctx.fireChannelRead(message);
    } else {
      ReferenceCountUtil.release(message);
      close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    unpark();
    pool.forget(this);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (lent && !http2) {
      ctx.fireExceptionCaught(cause);
    } else {
      close();
    }
  }
}
