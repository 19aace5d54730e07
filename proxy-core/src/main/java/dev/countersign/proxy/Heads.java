package dev.countersign.proxy;

import dev.countersign.model.Header;
import dev.countersign.signer.HopByHop;
import dev.countersign.signer.SignedRequest;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Heads as they cross the gateway: what belongs to one connection only stays behind (RFC 9110,
 * 7.6.1), and the framing is that of what is really sent.
 */
final class Heads {

  private static final Set<String> WITH_BODY = Set.of("POST", "PUT", "PATCH");

  private Heads() {}

  /**
   * @param length of the body in bytes; -1 where it is not known and goes in chunks
   */
  static HttpRequest request(SignedRequest signed, long length) {
    HttpRequest request =
        new DefaultHttpRequest(
            HttpVersion.HTTP_1_1, HttpMethod.valueOf(signed.method()), signed.target());
    HttpHeaders headers = request.headers();
    for (Header field : signed.headers()) {
      String name = field.name().toLowerCase(Locale.ROOT);
      // Expect is among them: the gateway has answered it itself.
      if (!HopByHop.is(name) && !name.equals("content-length")) {
        headers.add(field.name(), field.value());
      }
    }
    if (!headers.contains(HttpHeaderNames.HOST)) {
      headers.set(
          HttpHeaderNames.HOST,
          signed.port() == 443 ? signed.host() : signed.host() + ":" + signed.port());
    }
    if (length < 0) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    } else if (length > 0
        || WITH_BODY.contains(signed.method())
        || signed.headers().contains("content-length")) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
    }
    return request;
  }

  /** The fields of an answer that go on to the client. */
  static void copyEndToEnd(HttpResponse from, HttpResponse to) {
    List<String> named =
        from.headers().getAllAsString(HttpHeaderNames.CONNECTION).stream()
            .flatMap(value -> List.of(value.toLowerCase(Locale.ROOT).split(",")).stream())
            .map(String::trim)
            .toList();
    for (Map.Entry<String, String> field : from.headers()) {
      String name = field.getKey().toLowerCase(Locale.ROOT);
      if (!HopByHop.is(name) && !named.contains(name) && !name.equals(ClientStream.REQUEST_ID)) {
        to.headers().add(field.getKey(), field.getValue());
      }
    }
  }
}
