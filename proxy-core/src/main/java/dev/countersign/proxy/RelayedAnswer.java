package dev.countersign.proxy;

import dev.countersign.audit.AuditRecord.Upstream;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/**
 * AWS's answer as the client sees it: framed anew, without what belongs to one connection, and an
 * error without the credentials of the call. Belongs to the event loop.
 */
final class RelayedAnswer {

  /** Answers from this status on may repeat what the call was signed with. */
  private static final int FIRST_ERROR = 300;

  private final ClientStream client;
  private final UpstreamCall upstream;
  private final AwsCredentials credentials;

  private int status;
  private String requestId = "";
  private @Nullable Redaction redaction;

  RelayedAnswer(ClientStream client, UpstreamCall upstream, AwsCredentials credentials) {
    this.client = client;
    this.upstream = upstream;
    this.credentials = credentials;
  }

  /**
   * @throws Refusal UPSTREAM_UNREACHABLE for an error that cannot be looked through
   */
  void head(HttpResponse response) {
    status = response.status().code();
    redaction = status >= FIRST_ERROR ? new Redaction(credentials) : null;
    if (redaction != null && isPacked(response)) {
      throw new Refusal(
          Failure.UPSTREAM_UNREACHABLE,
          "AWS answered with status "
              + status
              + " and a compressed error, which the gateway cannot look through for"
              + " credentials: ask with Accept-Encoding: identity");
    }
    String id = response.headers().get("x-amzn-requestid");
    requestId = id != null ? id : response.headers().get("x-amz-request-id", "");
    HttpResponse out = new DefaultHttpResponse(HttpVersion.HTTP_1_1, response.status());
    Heads.copyEndToEnd(response, out);
    if (!upstream.isBodiless(response) && !HttpUtil.isContentLengthSet(out)) {
      out.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    client.begin(out);
  }

  private boolean isPacked(HttpResponse response) {
    return !upstream.isBodiless(response)
        && response.headers().getAll(HttpHeaderNames.CONTENT_ENCODING).stream()
            .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
  }

  /** Takes the buffer over. */
  void content(ByteBuf bytes) {
    client.content(redaction == null ? bytes : redaction.pass(bytes));
  }

  /**
   * @return done when the client has it all, or has left
   */
  ChannelFuture end() {
    if (redaction != null) {
      client.content(redaction.rest());
    }
    return client.end();
  }

  /** What is put on record. */
  Upstream outcome(String error) {
    return new Upstream(status, requestId, error);
  }
}
