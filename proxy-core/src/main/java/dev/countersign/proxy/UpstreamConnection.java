package dev.countersign.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One TLS connection to AWS and, while it is lent out, one call on it. Everything here runs on the
 * connection's event loop, which is the client's as well: no byte changes threads.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class UpstreamConnection extends ChannelInboundHandlerAdapter {

  /** The end that an answer goes to. */
  interface Listener {
    void head(HttpResponse response);

    /** The buffer is the listener's to release. */
    void content(ByteBuf bytes);

    /** The answer is whole. */
    void end();

    /** Whatever this read of the socket brought has been delivered. */
    void pause();

    void upstreamWritable();

    /** No more will come. */
    void broken(String why);
  }

  private final Upstreams.Key key;
  private final Upstreams.Pool pool;
  private final long born = System.nanoTime();

  private @Nullable Channel channel;
  private @Nullable Listener listener;
  private @Nullable Future<?> idle;
  private boolean used;
  private boolean keepAlive;
  private boolean informational;
  private boolean answered;
  private boolean endsWithConnection;
  private boolean closedCleanly;
  private boolean requestSent;

  UpstreamConnection(Upstreams.Key key, Upstreams.Pool pool) {
    this.key = key;
    this.pool = pool;
  }

  Upstreams.Key key() {
    return key;
  }

  /** Whether an earlier call has used it: then it may have been closed without our notice. */
  boolean isReused() {
    return used;
  }

  boolean isOpen() {
    return channel().isActive();
  }

  boolean isUsable(long maxAgeNanos) {
    return isOpen() && System.nanoTime() - born < maxAgeNanos;
  }

  /** Lends the connection out for one call. */
  void begin(HttpRequest request, Listener to) {
    listener = to;
    answered = false;
    requestSent = false;
    channel().pipeline().get(StrictResponseDecoder.class).expect(request.method());
    channel().write(request);
  }

  void content(ByteBuf bytes) {
    channel().write(new DefaultHttpContent(bytes));
  }

  /** The request is whole. */
  void endRequest() {
    requestSent = true;
    channel().writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT);
  }

  /** Whether an answer to the call in progress has no body whatever its headers say. */
  boolean isBodiless(HttpResponse response) {
    return channel().pipeline().get(StrictResponseDecoder.class).isBodiless(response);
  }

  void flush() {
    channel().flush();
  }

  boolean isWritable() {
    return channel().isWritable();
  }

  void read() {
    channel().read();
  }

  /** Gives the connection up: what was not sent will not be. */
  void abort() {
    listener = null;
    channel().close();
  }

  /** Gives the connection back; it is used again only if both sides are done with the call. */
  void release() {
    listener = null;
    if (requestSent && keepAlive && channel().isActive()) {
      used = true;
      pool.park(this);
    } else {
      channel().close();
    }
  }

  /** In the pool: anything that comes now is a reason to close. */
  void park(long idleSeconds) {
    idle = channel().eventLoop().schedule(() -> channel().close(), idleSeconds, TimeUnit.SECONDS);
    channel().read();
  }

  void unpark() {
    if (idle != null) {
      idle.cancel(false);
      idle = null;
    }
  }

  private Channel channel() {
    if (channel == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return channel;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (listener == null
        || !(message instanceof HttpObject object)
        || object.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      fail(listener == null ? "" : "AWS answered with something that is no HTTP/1.1");
      return;
    }
    if (message instanceof HttpResponse response) {
      head(listener, response);
    }
    if (message instanceof HttpContent content) {
      content(listener, content);
    }
  }

  private void head(Listener to, HttpResponse response) {
    informational = response.status().codeClass() == HttpStatusClass.INFORMATIONAL;
    if (informational) {
      if (response.status().code() == 101) {
        fail("AWS switched protocols without being asked");
      }
      return;
    }
    answered = true;
    endsWithConnection =
        !HttpUtil.isContentLengthSet(response)
            && !HttpUtil.isTransferEncodingChunked(response)
            && !isBodiless(response);
    keepAlive = HttpUtil.isKeepAlive(response) && !endsWithConnection;
    to.head(response);
  }

  private void content(Listener to, HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    if (informational) {
      content.release();
      return;
    }
    if (last && endsWithConnection && !closedCleanly) {
      content.release();
      fail("AWS broke the answer off"); // TLS truncation is no end
      return;
    }
    to.content(content.content());
    if (last && listener != null) {
      to.end();
    }
  }

  private void fail(String why) {
    Listener to = listener;
    listener = null;
    channel().close();
    if (to != null) {
      to.broken(why);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (listener != null) {
      listener.pause();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (listener != null && isWritable()) {
      listener.upstreamWritable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof SslCloseCompletionEvent close) {
      closedCleanly = close.isSuccess();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    unpark();
    pool.forget(this);
    fail(answered ? "AWS broke the answer off" : "AWS closed the connection without an answer");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail("the connection to AWS broke");
  }
}
