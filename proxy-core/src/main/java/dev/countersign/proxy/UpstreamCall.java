package dev.countersign.proxy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * One call on a connection to AWS: at the end of the connection's own pipeline in HTTP/1.1, and of
 * its stream's in HTTP/2. Everything here runs on the connection's event loop, which is the
 * client's as well: no byte changes threads.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class UpstreamCall extends Placed {

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

    /** AWS has switched to what it was asked to switch to, and its channel is the listener's. */
    void switched(HttpResponse response, Channel channel);

    /** No more will come. */
    void broken(String why);
  }

  private final UpstreamConnection connection;

  private @Nullable Listener listener;
  private boolean keepAlive;
  private boolean informational;
  private boolean answered;
  private boolean endsWithConnection;
  private boolean closedCleanly;
  private boolean requestSent;
  private boolean upgrading;
  private @Nullable HttpResponse switching;
  private boolean over;

  UpstreamCall(UpstreamConnection connection) {
    this.connection = connection;
  }

  /** Whether an earlier call has used it: then it may have been closed without our notice. */
  boolean isReused() {
    return connection.isReused();
  }

  boolean isOpen() {
    return channel().isActive();
  }

  void begin(HttpRequest request, Listener to) {
    listener = to;
    upgrading = request.headers().contains(HttpHeaderNames.UPGRADE);
    connection.answerTo().request(request.method());
    channel().write(request);
  }

  void content(ByteBuf bytes) {
    channel().write(new DefaultHttpContent(bytes));
  }

  /** The request is whole. */
  void endRequest() {
    channel()
        .writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT)
        .addListener(written -> requestSent = written.isSuccess());
  }

  /** Whether an answer to the call in progress has no body whatever its headers say. */
  boolean isBodiless(HttpResponse response) {
    return connection.answerTo().isBodiless(response);
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
    over = true;
    listener = null;
    channel().close();
    connection.close();
  }

  /** Gives the connection back; it is used again only if both sides are done with the call. */
  void release() {
    over = true;
    listener = null;
    if (requestSent && keepAlive) {
      connection.takeBack(this);
    } else {
      connection.close();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (listener == null
        || !(message instanceof HttpObject object)
        || object.decoderResult().isFailure()) {
      ReferenceCountUtil.release(message);
      fail("AWS answered with something that is no HTTP");
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
      if (response.status().code() == 101 && upgrading) {
        switching = response;
      } else if (response.status().code() == 101) {
        fail("AWS switched protocols without being asked");
      }
      return;
    }
    answered = true;
    endsWithConnection =
        !HttpUtil.isContentLengthSet(response)
            && !HttpUtil.isTransferEncodingChunked(response)
            && !isBodiless(response);
    keepAlive = HttpUtil.isKeepAlive(response) && !endsWithConnection && !upgrading;
    to.head(response);
  }

  private void content(Listener to, HttpContent content) {
    boolean last = content instanceof LastHttpContent;
    if (informational) {
      content.release();
      if (last && switching != null) {
        // Not with the head: behind this nothing is HTTP any more.
        over = true;
        listener = null;
        to.switched(switching, channel());
      }
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
    if (over) {
      return; // A stream that closes behind its answer.
    }
    Listener to = listener;
    abort();
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
    fail(answered ? "AWS broke the answer off" : "AWS closed the connection without an answer");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail("the connection to AWS broke");
  }
}
