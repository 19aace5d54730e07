package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Holds every request of a connection to the one authority that was decided on when it was opened:
 * exactly one Host (RFC 9112, 3.2), equal to the CONNECT target or to a name of the listener.
 * Checked for each request and not only the first, since a kept-alive connection may name another
 * host in each. The SNI has been held to the same name by {@link LeafContexts}.
 *
 * <p>What passes leaves as an {@link Arrived.Request}, Netty's types end here.
 */
final class AuthorityGuard extends ChannelInboundHandlerAdapter {

  private final ClientConnection connection;

  AuthorityGuard(ClientConnection connection) {
    this.connection = connection;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpRequest request) {
      ctx.fireChannelRead(arrived(request));
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private Arrived arrived(HttpRequest request) {
    RequestHead head =
        new RequestHead(
            request.method().name(),
            request.uri(),
            connection.host(),
            connection.port(),
            headers(request.headers()));
    List<String> hosts = request.headers().getAll(HttpHeaderNames.HOST);
    if (hosts.size() != 1 || !isAuthority(hosts.getFirst())) {
      return new Arrived.Rejected(
          head,
          new Refusal(Failure.AUTHORITY, "Host must stand once and " + connection.expectedHost()));
    }
    return new Arrived.Request(
        head,
        HttpUtil.isTransferEncodingChunked(request) ? -1 : HttpUtil.getContentLength(request, 0L),
        HttpUtil.is100ContinueExpected(request),
        HttpUtil.isKeepAlive(request),
        Handshake.find(request));
  }

  private boolean isAuthority(String host) {
    return connection.authorities().contains(host.toLowerCase(Locale.ROOT));
  }

  private static Headers headers(HttpHeaders headers) {
    List<Header> fields = new ArrayList<>(headers.size());
    for (Map.Entry<String, String> field : headers) {
      fields.add(new Header(field.getKey(), field.getValue()));
    }
    return new Headers(fields);
  }
}
