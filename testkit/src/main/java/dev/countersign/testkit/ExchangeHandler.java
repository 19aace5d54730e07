package dev.countersign.testkit;

import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshaker;
import io.netty.handler.codec.http.websocketx.WebSocketServerHandshakerFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Requests to answers, one at a time. Bytes are handled on the event loop; the door, which hashes,
 * runs on a virtual thread for each request.
 */
@SuppressWarnings("FutureReturnValueIgnored") // a channel tells of a failed write by closing
final class ExchangeHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

  private static final int HTTPS = 443;

  private final Door door;
  private final String serverName;

  /**
   * @param serverName that TLS was set up for
   */
  ExchangeHandler(Door door, String serverName) {
    this.door = door;
    this.serverName = serverName;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    Optional<AwsEndpoint> endpoint = endpoint(request);
    if (endpoint.isEmpty() || !request.decoderResult().isSuccess()) {
      int status = endpoint.isEmpty() ? 421 : 400;
      write(ctx, Reply.text(status, "text/plain", "Not a request for this host.\n"), false);
      return;
    }
    RequestHead head = head(request, endpoint.get().host());
    byte[] body = ByteBufUtil.getBytes(request.content());
    ctx.channel().config().setAutoRead(false);
    if (request.headers().contains(HttpHeaderNames.UPGRADE)) {
      upgrade(ctx, request.retain(), head, endpoint.get());
      return;
    }
    Thread.ofVirtual()
        .name("stand-in")
        .start(
            () -> {
              Reply reply = door.answer(head, body, endpoint.get());
              ctx.executor().execute(() -> write(ctx, reply, keepAlive));
            });
  }

  private void upgrade(
      ChannelHandlerContext ctx, FullHttpRequest request, RequestHead head, AwsEndpoint endpoint) {
    Thread.ofVirtual()
        .name("stand-in")
        .start(
            () -> {
              AtomicReference<Conversation> opened = new AtomicReference<>();
              Reply reply = door.open(head, endpoint, opened::set);
              ctx.executor()
                  .execute(
                      () -> {
                        if (opened.get() == null) {
                          write(ctx, reply, false);
                        } else {
                          open(ctx, request, reply, opened.get());
                        }
                        request.release();
                      });
            });
  }

  private static void open(
      ChannelHandlerContext ctx, FullHttpRequest request, Reply reply, Conversation opened) {
    WebSocketServerHandshaker handshaker =
        new WebSocketServerHandshakerFactory("", "mqtt", false, Limits.BODY).newHandshaker(request);
    if (handshaker == null) {
      ctx.close();
      return;
    }
    HttpHeaders headers = new DefaultHttpHeaders();
    reply.headers().forEach(field -> headers.add(field.name(), field.value()));
    handshaker.handshake(ctx.channel(), request, headers, ctx.newPromise());
    ctx.pipeline().addLast(new WebSocketFrameAggregator(Limits.BODY), new SocketHandler(opened));
    ctx.pipeline().remove(ctx.handler());
    ctx.channel().config().setAutoRead(true);
  }

  /** What the {@code Host} header stands for, where it is the name that TLS was set up for. */
  private Optional<AwsEndpoint> endpoint(FullHttpRequest request) {
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    return hosts.size() == 1
            && hosts.getFirst().replaceFirst(":(443|8443)$", "").equalsIgnoreCase(serverName)
        ? AwsEndpoint.of(serverName.toLowerCase(Locale.ROOT))
        : Optional.empty();
  }

  private static RequestHead head(FullHttpRequest request, String host) {
    List<Header> fields = new ArrayList<>();
    request.headers().forEach(field -> fields.add(new Header(field.getKey(), field.getValue())));
    return new RequestHead(
        request.method().name(), request.uri(), host, HTTPS, new Headers(fields));
  }

  private static void write(ChannelHandlerContext ctx, Reply reply, boolean keepAlive) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(reply.status()),
            Unpooled.wrappedBuffer(reply.body()));
    reply.headers().forEach(field -> response.headers().add(field.name(), field.value()));
    if (reply.status() != HttpResponseStatus.NO_CONTENT.code()) {
      response.headers().set(HttpHeaderNames.CONTENT_LENGTH, reply.body().length);
    }
    response.headers().set(HttpHeaderNames.SERVER, "stand-in");
    if (keepAlive) {
      ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
      ctx.channel().config().setAutoRead(true);
    } else {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
      ctx.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    var _ = ctx.close();
  }
}
