package dev.countersign.testkit;

import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One connection of a {@link BulkStandIn}; requests come one after the other. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class BulkHandler extends SimpleChannelInboundHandler<HttpObject> {

  private static final int HTTPS = 443;
  private static final String BYTES = "/bytes/";

  /** What answers are made of; read-only, and never released. */
  private static final ByteBuf BLOCK =
      Unpooled.unreleasableBuffer(Unpooled.directBuffer(64 << 10).writeZero(64 << 10)).asReadOnly();

  private final Verifier verifier;
  private @Nullable RequestHead head;
  private @Nullable BulkBody body;
  private long owed;

  BulkHandler(Verifier verifier) {
    this.verifier = verifier;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
    try {
      if (message instanceof HttpRequest request) {
        begin(ctx, request);
      }
      if (message instanceof HttpContent content && body != null) {
        body.take(content.content());
        if (content instanceof LastHttpContent) {
          body.end();
          answer(ctx);
        }
      }
    } catch (Rejected e) {
      body = null;
      ctx.writeAndFlush(whole(HttpResponseStatus.FORBIDDEN, e.reason() + ": " + e.text()))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  private void begin(ChannelHandlerContext ctx, HttpRequest request) {
    String host = request.headers().get(HttpHeaderNames.HOST, "").toLowerCase(Locale.ROOT);
    AwsEndpoint endpoint =
        AwsEndpoint.of(host)
            .orElseThrow(() -> new Rejected(Rejection.MALFORMED, "no host of AWS: " + host));
    List<Header> fields = new ArrayList<>();
    request.headers().forEach(field -> fields.add(new Header(field.getKey(), field.getValue())));
    head =
        new RequestHead(request.method().name(), request.uri(), host, HTTPS, new Headers(fields));
    body = new BulkBody(head, endpoint, verifier);
    if (HttpUtil.is100ContinueExpected(request)) {
      ctx.writeAndFlush(
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
    }
  }

  private void answer(ChannelHandlerContext ctx) {
    String path = head == null ? "" : head.rawPath();
    if (!path.startsWith(BYTES)) {
      ctx.writeAndFlush(whole(HttpResponseStatus.OK, ""));
      return;
    }
    owed = Long.parseLong(path.substring(BYTES.length()));
    HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, owed);
    ctx.write(response);
    pay(ctx);
  }

  /** As much of the answer as the connection takes now. */
  private void pay(ChannelHandlerContext ctx) {
    while (owed > 0 && ctx.channel().isWritable()) {
      int some = (int) Math.min(owed, BLOCK.readableBytes());
      owed -= some;
      ctx.write(new DefaultHttpContent(BLOCK.slice(0, some)));
      if (owed == 0) {
        ctx.write(LastHttpContent.EMPTY_LAST_CONTENT);
      }
    }
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (owed > 0) {
      pay(ctx);
    }
  }

  private static FullHttpResponse whole(HttpResponseStatus status, String text) {
    ByteBuf content = Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, content);
    response.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
    return response;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }
}
