package dev.countersign.proxy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpStatusClass;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Reads AWS's answer on a stream as the answer that it would have been in HTTP/1.1. What RFC 9113
 * calls malformed the codec has reset before; trailers are dropped, as they are in HTTP/1.1.
 */
final class StreamResponseDecoder extends ChannelInboundHandlerAdapter {

  private boolean begun;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case Http2HeadersFrame head when !begun -> begin(ctx, head);
      case Http2HeadersFrame _ -> ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
      case Http2DataFrame data -> ctx.fireChannelRead(StreamEncoder.decoded(data));
      default -> ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, Http2HeadersFrame head) {
    HttpResponseStatus status = HttpResponseStatus.parseLine(head.headers().status());
    begun = status.codeClass() != HttpStatusClass.INFORMATIONAL;
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
    head.headers()
        .forEach(
            field -> {
              if (field.getKey().charAt(0) != ':') {
                response.headers().add(field.getKey(), field.getValue());
              }
            });
    if (!HttpUtil.isContentLengthSet(response)) {
      // Its end is marked, so it does not end with the connection.
      response.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    ctx.fireChannelRead(response);
    if (head.isEndStream()) {
      ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }
}
