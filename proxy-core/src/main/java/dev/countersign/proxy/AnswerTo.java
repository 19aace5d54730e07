package dev.countersign.proxy;

import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponse;

/** Which request of a connection to AWS the next answer is for; there is one at a time. */
final class AnswerTo {

  private boolean head;

  void request(HttpMethod method) {
    head = method.equals(HttpMethod.HEAD);
  }

  /** Whether the answer has no body whatever its headers say (RFC 9112, 6.3). */
  boolean isBodiless(HttpResponse response) {
    int status = response.status().code();
    return head || status == 204 || status == 304;
  }
}
