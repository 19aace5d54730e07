package dev.countersign.signer;

import dev.countersign.model.Headers;

/**
 * What goes upstream. Holds real signatures and session tokens: never write it.
 *
 * @param target path and query, byte for byte those of the reading
 * @param headers complete but for the framing of the body (Content-Length or Transfer-Encoding),
 *     which whoever sends it sets from what it really sends
 */
public record SignedRequest(
    String method, String target, String host, int port, Headers headers, BodyPlan body) {
  @Override
  public String toString() {
    return method + " " + host + " [signed]";
  }
}
