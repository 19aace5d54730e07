package dev.countersign.proxy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.util.Optional;

/**
 * What an answer's body goes through on its way to the agent, so that nothing in it shows what the
 * call was signed with. It comes out as long as it went in. Belongs to the event loop.
 */
interface AnswerFilter {

  /** Answers from this status on may repeat what the call was signed with. */
  int FIRST_ERROR = 300;

  /**
   * Whether the answer may repeat it: an error, and any answer to an upgrade, whose token stands in
   * its query.
   */
  static boolean mayRepeat(RequestHead request, HttpResponse response) {
    return response.status().code() >= FIRST_ERROR || request.headers().contains("Upgrade");
  }

  /**
   * Takes a buffer over and returns what may be shown now, which is the caller's to release.
   *
   * @throws Refusal where the answer cannot be looked through
   */
  ByteBuf pass(ByteBuf bytes);

  /** No more will come: what was kept back. */
  ByteBuf rest();

  /**
   * The one for an answer with a body; empty where the body is what was asked for.
   *
   * @throws Refusal UPSTREAM_UNREACHABLE where the body is compressed and should be looked through
   */
  static Optional<AnswerFilter> of(
      RequestHead request, HttpResponse response, AwsCredentials credentials) {
    boolean repeats = mayRepeat(request, response);
    if (!repeats && !EventRedaction.appliesTo(request, response)) {
      return Optional.empty();
    }
    boolean packed =
        response.headers().getAll(HttpHeaderNames.CONTENT_ENCODING).stream()
            .anyMatch(coding -> !coding.isEmpty() && !coding.equalsIgnoreCase("identity"));
    if (packed) {
      throw new Refusal(
          Failure.UPSTREAM_UNREACHABLE,
          "AWS answered with status "
              + response.status().code()
              + " and a compressed body, which the gateway cannot look through for credentials: ask"
              + " with Accept-Encoding: identity");
    }
    Redaction redaction = new Redaction(credentials);
    return Optional.of(repeats ? redaction : new EventRedaction(redaction));
  }
}
