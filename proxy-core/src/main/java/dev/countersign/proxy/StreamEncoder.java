package dev.countersign.proxy;

import dev.countersign.signer.HopByHop;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.FullHttpMessage;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.PromiseNotifier;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the messages of HTTP/1.1, which the rest of the gateway speaks, to a stream of HTTP/2, in
 * either direction.
 *
 * <p>A head waits for what is written next or for a flush, so that a message without a body ends
 * with its HEADERS: some servers take a GET that ends with an empty DATA for one with a body.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a stream tells of a failed write by closing
final class StreamEncoder extends ChannelOutboundHandlerAdapter {

  private record Head(Http2Headers headers, ChannelPromise promise) {}

  private @Nullable Head waiting;

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    switch (message) {
      case FullHttpMessage interim -> {
        writeHeaders(ctx, headers(interim), false, promise);
        ReferenceCountUtil.release(interim);
      }
      case HttpMessage head -> waiting = new Head(headers(head), promise);
      case HttpContent content -> content(ctx, content, promise);
      default -> ctx.write(message, promise);
    }
  }

  private void content(ChannelHandlerContext ctx, HttpContent content, ChannelPromise promise) {
    boolean last = content instanceof LastHttpContent;
    if (content.content().isReadable() || (last && waiting == null)) {
      writeHead(ctx);
      ctx.write(new DefaultHttp2DataFrame(content.content(), last), promise);
      return;
    }
    content.release();
    if (waiting != null && last) {
      Head head = waiting;
      waiting = null;
      writeHeaders(ctx, head.headers(), true, promise);
      PromiseNotifier.cascade(promise, head.promise());
    } else {
      promise.setSuccess();
    }
  }

  private void writeHead(ChannelHandlerContext ctx) {
    if (waiting != null) {
      Head head = waiting;
      waiting = null;
      writeHeaders(ctx, head.headers(), false, head.promise());
    }
  }

  private static void writeHeaders(
      ChannelHandlerContext ctx, Http2Headers headers, boolean last, ChannelPromise promise) {
    ctx.write(new DefaultHttp2HeadersFrame(headers, last), promise)
        .addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    writeHead(ctx);
    ctx.flush();
  }

  /** The way back: DATA as a part of a body. Takes the frame over. */
  static HttpContent decoded(Http2DataFrame data) {
    return data.isEndStream()
        ? new DefaultLastHttpContent(data.content())
        : new DefaultHttpContent(data.content());
  }

  private static Http2Headers headers(HttpMessage message) {
    Http2Headers headers = new DefaultHttp2Headers();
    switch (message) {
      case HttpRequest request ->
          headers
              .method(request.method().asciiName())
              .scheme("https")
              .authority(request.headers().get(HttpHeaderNames.HOST))
              .path(request.uri());
      case HttpResponse response -> headers.status(response.status().codeAsText());
      default -> throw new IllegalStateException("a message is a request or a response");
    }
    for (Map.Entry<String, String> field : message.headers()) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!name.equals("host") && !HopByHop.is(name)) {
        headers.add(name, field.getValue());
      }
    }
    return headers;
  }
}
