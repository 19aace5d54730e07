package dev.countersign.testkit;

import dev.countersign.model.Headers;
import java.nio.charset.StandardCharsets;

/** An answer before it is put on the wire; date, length and request id are added there. */
final class Reply {

  private static final byte[] NOTHING = new byte[0];

  private final int status;
  private final Headers headers;
  private final byte[] body;

  Reply(int status, Headers headers, byte[] body) {
    this.status = status;
    this.headers = headers;
    this.body = body;
  }

  static Reply empty(int status) {
    return new Reply(status, Headers.EMPTY, NOTHING);
  }

  static Reply xml(String document) {
    return text(200, "text/xml", document);
  }

  static Reply text(int status, String contentType, String text) {
    return new Reply(
        status, Headers.of("Content-Type", contentType), text.getBytes(StandardCharsets.UTF_8));
  }

  Reply with(String name, String value) {
    return new Reply(status, headers.plus(name, value), body);
  }

  int status() {
    return status;
  }

  Headers headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }
}
