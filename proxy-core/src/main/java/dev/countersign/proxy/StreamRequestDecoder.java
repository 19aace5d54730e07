package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads one stream of a client as the request that an HTTP/1.1 client would have sent, so that
 * everything behind it is the same for both. It is the only reader of pseudo-headers, and strict
 * with what RFC 9113 calls malformed (8.1.1, 8.2, 8.3): the codec's own validation would reset such
 * a stream without a trace, while here it is refused and recorded like any other request.
 *
 * <p>{@code :authority} becomes Host. A Host that says something else beside it goes along as the
 * second one, which {@link AuthorityGuard} refuses; and it holds the one that is left to the host
 * of the tunnel, for every stream.
 *
 * <p>That DATA is as long as {@code content-length} says is the codec's to see to.
 */
final class StreamRequestDecoder extends ChannelInboundHandlerAdapter {

  private static final Set<String> PSEUDO = Set.of(":method", ":scheme", ":path", ":authority");

  /** A field name of RFC 9110, 5.1; in lower case (RFC 9113, 8.2.1). */
  private static final Pattern NAME = Pattern.compile("[a-z0-9!#$%&'*+.^_`|~-]++");

  /** Printable ASCII, without white space at either end. */
  private static final Pattern VALUE =
      Pattern.compile("(?:[\\x21-\\x7e](?:[\\t\\x20-\\x7e]*[\\x21-\\x7e])?)?");

  /** RFC 9113, 8.2.2; the last one belongs to an upgrade that nobody asked for. */
  private static final Set<String> OF_A_CONNECTION =
      Set.of(
          "connection",
          "keep-alive",
          "proxy-connection",
          "transfer-encoding",
          "upgrade",
          "http2-settings");

  private final String scheme;
  private boolean begun;

  /**
   * @param scheme what {@code :scheme} has to be: {@code https}, or {@code http} in cleartext
   */
  StreamRequestDecoder(String scheme) {
    this.scheme = scheme;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    switch (message) {
      case Http2HeadersFrame head when !begun -> begin(ctx, head);
      case Http2HeadersFrame trailers -> {
        DefaultLastHttpContent end = new DefaultLastHttpContent();
        if (!trailers.headers().isEmpty()) {
          end.setDecoderResult(DecoderResult.failure(refused("trailers are not supported")));
        }
        ctx.fireChannelRead(end);
      }
      case Http2DataFrame data -> ctx.fireChannelRead(StreamEncoder.decoded(data));
      default -> ReferenceCountUtil.release(message);
    }
  }

  private void begin(ChannelHandlerContext ctx, Http2HeadersFrame head) {
    begun = true;
    HttpRequest request;
    try {
      request = request(head.headers(), head.isEndStream());
    } catch (Refusal | IllegalArgumentException malformed) {
      request = broken(malformed);
    }
    ctx.fireChannelRead(request);
    if (head.isEndStream()) {
      ctx.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
    }
  }

  private static HttpRequest broken(Throwable why) {
    HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/");
    request.setDecoderResult(DecoderResult.failure(why));
    return request;
  }

  private HttpRequest request(Http2Headers fields, boolean whole) {
    fields.forEach(field -> check(field.getKey().toString(), field.getValue().toString()));
    require(single(fields, ":scheme").equals(scheme), ":scheme has to be " + scheme);
    HttpRequest request =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1,
            HttpMethod.valueOf(single(fields, ":method")),
            single(fields, ":path"));
    for (Map.Entry<CharSequence, CharSequence> field : fields) {
      String name = field.getKey().toString();
      if (!name.startsWith(":") && !name.equals("host")) {
        request.headers().add(name, field.getValue().toString());
      }
    }
    authorities(fields).forEach(host -> request.headers().add(HttpHeaderNames.HOST, host));
    if (!whole && !fields.contains("content-length")) {
      request.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    return request;
  }

  private static void check(String name, String value) {
    if (name.startsWith(":")) {
      require(PSEUDO.contains(name), "a pseudo-header is not one of a plain request");
    } else {
      require(NAME.matcher(name).matches(), "a header's name is not one of HTTP/2");
      require(!OF_A_CONNECTION.contains(name), "a header belongs to connections of HTTP/1.1");
      require(!name.equals("te") || value.equals("trailers"), "te may only say trailers");
    }
    require(VALUE.matcher(value).matches(), "a header's value is not plain ASCII");
  }

  private static String single(Http2Headers fields, String name) {
    List<CharSequence> values = fields.getAll(name);
    require(values.size() == 1, name + " must stand once");
    return values.getFirst().toString();
  }

  /** What {@code :authority} and Host say, each opinion once; a repeated one is malformed. */
  private static Set<String> authorities(Http2Headers fields) {
    Set<String> all = new LinkedHashSet<>();
    for (String name : List.of(":authority", "host")) {
      List<CharSequence> values = fields.getAll(name);
      require(values.size() <= 1, name + " is repeated");
      values.forEach(value -> all.add(value.toString()));
    }
    return all;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (event instanceof Http2ResetFrame) {
      // A stream that is reset closes once what it has queued is read, and nobody may be reading.
      ctx.read();
    }
    ctx.fireUserEventTriggered(event);
  }

  /** The codec is about to reset this stream, for a length that does not hold for instance. */
  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (begun) {
      HttpContent end = new DefaultLastHttpContent();
      end.setDecoderResult(DecoderResult.failure(cause));
      ctx.fireChannelRead(end);
    } else {
      begun = true;
      ctx.fireChannelRead(broken(cause));
    }
  }

  private static Refusal refused(String why) {
    return new Refusal(Failure.FRAMING, why);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw refused(otherwise);
    }
  }
}
