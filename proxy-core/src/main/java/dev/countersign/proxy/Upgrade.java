package dev.countersign.proxy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.signer.EventMessages;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The two handshakes of one WebSocket: the client's, which the gateway answers, and the gateway's
 * own with AWS, which has another key. Neither answer is the other's copy.
 *
 * @param asked the client's
 * @param own the one with AWS
 * @param credentials of the upgrade, to be hidden where AWS repeats them
 * @param events takes the client's messages where they are events
 * @param idle how long both may say nothing
 */
record Upgrade(
    Handshake asked,
    Handshake own,
    AwsCredentials credentials,
    Optional<EventMessages> events,
    Duration idle) {

  private static final String WEBSOCKET = "websocket";

  /** Adds to the request, which has been signed, what belongs to its connection. */
  void addTo(HttpRequest request) {
    HttpHeaders headers = request.headers();
    headers.set(HttpHeaderNames.UPGRADE, WEBSOCKET);
    headers.set(HttpHeaderNames.CONNECTION, "Upgrade");
    headers.set(HttpHeaderNames.SEC_WEBSOCKET_KEY, own.key());
    headers.set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
    if (!own.protocols().isEmpty()) {
      headers.set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, String.join(", ", own.protocols()));
    }
  }

  /**
   * What the client is told once AWS has agreed (RFC 6455, 4.1, the client's list of checks).
   *
   * @throws Refusal UPSTREAM_UNREACHABLE where AWS answered another handshake than ours
   */
  FullHttpResponse answer(HttpResponse aws) {
    HttpHeaders headers = aws.headers();
    require(one(headers, HttpHeaderNames.UPGRADE).equalsIgnoreCase(WEBSOCKET));
    require(one(headers, HttpHeaderNames.CONNECTION).equalsIgnoreCase("upgrade"));
    require(one(headers, HttpHeaderNames.SEC_WEBSOCKET_ACCEPT).equals(own.accept()));
    require(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_EXTENSIONS).isEmpty());
    List<String> chosen = headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL);
    require(chosen.size() <= 1 && own.protocols().containsAll(chosen));
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.SWITCHING_PROTOCOLS, Unpooled.EMPTY_BUFFER);
    Heads.copyEndToEnd(aws, answer);
    new Redaction(credentials).hide(answer.headers());
    answer.headers().remove(HttpHeaderNames.CONTENT_LENGTH);
    answer.headers().set(HttpHeaderNames.UPGRADE, WEBSOCKET);
    answer.headers().set(HttpHeaderNames.CONNECTION, "Upgrade");
    answer.headers().set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, asked.accept());
    chosen.forEach(it -> answer.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, it));
    return answer;
  }

  private static String one(HttpHeaders headers, CharSequence name) {
    List<String> values = headers.getAll(name);
    require(values.size() == 1);
    return values.getFirst();
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new Refusal(
          Failure.UPSTREAM_UNREACHABLE,
          "AWS did not answer the WebSocket's handshake as it should");
    }
  }

  /** Without the keys and the credentials. */
  @Override
  public String toString() {
    return "upgrade to a WebSocket" + (events.isPresent() ? " of events" : "");
  }
}
