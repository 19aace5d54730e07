package dev.countersign.proxy;

import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Lets a request through only if every reader of it must find the same end and the same meaning of
 * its head (RFC 9112). Everything else is refused, and the connection with it: after doubtful
 * framing nobody knows where the next request starts.
 *
 * <p>A stream of HTTP/2 comes here as the HTTP/1.1 request that it stands for ({@link
 * StreamRequestDecoder}), and the same holds for it.
 *
 * <p>Stricter than the RFC where leniency serves no AWS client: HTTP/1.1 only, origin form only
 * (section 3.2.1), printable ASCII only, {@code chunked} alone as transfer coding (section 6.1), no
 * Upgrade but to a WebSocket and where the host takes one, no trailers (section 7.1.2), and a
 * Connection header (section 7.6.1 of RFC 9110) that names no other field: whoever strips what it
 * names would change what the rules have judged.
 */
final class FramingGuard extends ChannelInboundHandlerAdapter {

  /** A body that broke after its head was let through. */
  record BrokenBody(Refusal why) {}

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  /** Path and query of RFC 3986, 3.3 and 3.4; a percent sign only before two digits. */
  private static final Pattern ORIGIN_FORM =
      Pattern.compile("/(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@/?]|%[0-9A-Fa-f]{2})*+");

  private static final Pattern LENGTH = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e]*+");

  private final ClientConnection connection;
  private final int maxHead;
  private boolean rejected;

  /**
   * @param maxHead request line and headers together, in bytes
   */
  FramingGuard(ClientConnection connection, int maxHead) {
    this.connection = connection;
    this.maxHead = maxHead;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (rejected) {
      ReferenceCountUtil.release(message);
      return;
    }
    try {
      switch (message) {
        case HttpRequest request -> check(request);
        case HttpContent content -> check(content);
        default -> throw new IllegalStateException("only HTTP comes from a decoder");
      }
      ctx.fireChannelRead(message);
    } catch (Refusal refusal) {
      rejected = true;
      ctx.fireChannelRead(
          message instanceof HttpRequest request
              ? new Arrived.Rejected(asFarAsReadable(request), refusal)
              : new BrokenBody(refusal));
      ReferenceCountUtil.release(message);
    }
  }

  private void check(HttpRequest request) {
    throwFailure(request.decoderResult(), "the request is not well-formed");
    require(request.protocolVersion().equals(HttpVersion.HTTP_1_1), "only HTTP/1.1 is spoken here");
    require(METHODS.contains(request.method().name()), "the method is not used by AWS");
    require(ORIGIN_FORM.matcher(request.uri()).matches(), "the target is not in origin form");
    require(size(request) <= maxHead, "the request's head is longer than " + maxHead + " bytes");
    for (Map.Entry<String, String> field : request.headers()) {
      require(VALUE.matcher(field.getValue()).matches(), "a header's value is not plain ASCII");
    }
    checkFraming(request.headers());
    if (!(connection.webSockets() && Handshake.find(request).isPresent())) {
      checkNoUpgrade(request.headers());
    }
  }

  /** As its lines would be long in HTTP/1.1, each with its end. */
  private static int size(HttpRequest request) {
    int size = request.method().name().length() + request.uri().length() + " HTTP/1.1  ".length();
    for (Map.Entry<String, String> field : request.headers()) {
      size += field.getKey().length() + field.getValue().length() + ":  ".length() + 1;
    }
    return size;
  }

  private static void checkFraming(HttpHeaders headers) {
    List<String> lengths = headers.getAll(HttpHeaderNames.CONTENT_LENGTH);
    List<String> codings = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    require(lengths.size() <= 1, "Content-Length is repeated");
    require(codings.size() <= 1, "Transfer-Encoding is repeated");
    require(
        lengths.isEmpty() || codings.isEmpty(), "Content-Length and Transfer-Encoding disagree");
    require(
        lengths.stream().allMatch(length -> LENGTH.matcher(length).matches()),
        "Content-Length is not a plain decimal number");
    require(
        codings.stream().allMatch(coding -> coding.equalsIgnoreCase("chunked")),
        "the only transfer coding accepted is chunked");
    require(!headers.contains(HttpHeaderNames.TRAILER), "trailers are not supported");
    List<String> expectations = headers.getAll(HttpHeaderNames.EXPECT);
    require(expectations.size() <= 1, "Expect is repeated");
    require(
        expectations.stream().allMatch(value -> value.equalsIgnoreCase("100-continue")),
        "Expect may only say 100-continue");
  }

  private static void checkNoUpgrade(HttpHeaders headers) {
    require(!headers.contains(HttpHeaderNames.UPGRADE), "Upgrade is not supported");
    // Netty frames an old form of WebSocket handshake by these, whatever the lengths say.
    require(headers.names().stream().noneMatch(Handshake::isField), "WebSocket is not supported");
    for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
      String option = value.trim();
      require(
          option.equalsIgnoreCase("keep-alive") || option.equalsIgnoreCase("close"),
          "Connection may only say keep-alive or close");
    }
  }

  private static void check(HttpContent content) {
    throwFailure(content.decoderResult(), "the body is not well-formed");
    require(
        !(content instanceof LastHttpContent last) || last.trailingHeaders().isEmpty(),
        "trailers are not supported");
  }

  /** What may be shown and recorded of a request that could not be trusted. */
  private RequestHead asFarAsReadable(HttpRequest request) {
    String method = request.method().name();
    boolean readable =
        METHODS.contains(method)
            && !request.decoderResult().isFailure()
            && ORIGIN_FORM.matcher(request.uri()).matches();
    return new RequestHead(
        readable ? method : "GET",
        readable ? request.uri() : "/",
        connection.host(),
        connection.port(),
        Headers.EMPTY);
  }

  /** A decoder of ours says itself what it found; of Netty's the words are not for an agent. */
  private static void throwFailure(DecoderResult result, String why) {
    if (result.isFailure()) {
      throw result.cause() instanceof Refusal refusal
          ? refusal
          : new Refusal(Failure.FRAMING, why, result.cause());
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new Refusal(Failure.FRAMING, otherwise);
    }
  }
}
