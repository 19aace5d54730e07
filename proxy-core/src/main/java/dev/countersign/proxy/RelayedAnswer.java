package dev.countersign.proxy;

import dev.countersign.audit.AuditRecord.Upstream;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Refusal;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * AWS's answer as the client sees it: framed anew, without what belongs to one connection, and
 * errors without the credentials of the call. Belongs to the event loop.
 */
final class RelayedAnswer {

  private final ClientStream client;
  private final UpstreamCall upstream;
  private final Optional<AwsCredentials> credentials;

  private int status;
  private String requestId = "";
  private @Nullable AnswerFilter redaction;

  RelayedAnswer(ClientStream client, UpstreamCall upstream, Optional<AwsCredentials> credentials) {
    this.client = client;
    this.upstream = upstream;
    this.credentials = credentials;
  }

  /**
   * @throws Refusal UPSTREAM_UNREACHABLE for what cannot be looked through
   */
  void head(HttpResponse response) {
    note(response);
    if (!upstream.isBodiless(response)) {
      redaction =
          credentials.flatMap(real -> AnswerFilter.of(client.head(), response, real)).orElse(null);
    }
    HttpResponse out = new DefaultHttpResponse(HttpVersion.HTTP_1_1, response.status());
    Heads.copyEndToEnd(response, out);
    if (AnswerFilter.mayRepeat(client.head(), response)) {
      credentials.ifPresent(real -> new Redaction(real).hide(out.headers()));
    }
    if (!upstream.isBodiless(response) && !HttpUtil.isContentLengthSet(out)) {
      out.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    client.begin(out);
  }

  /** Keeps what goes on record; of a switch, that is all. */
  void note(HttpResponse response) {
    status = response.status().code();
    String id = response.headers().get("x-amzn-requestid");
    requestId = id != null ? id : response.headers().get("x-amz-request-id", "");
  }

  /**
   * Takes the buffer over.
   *
   * @throws Refusal UPSTREAM_UNREACHABLE for what cannot be looked through
   */
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
