package dev.countersign.catalog;

import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/**
 * A request with the scope that it is signed for.
 *
 * @param content the body, a byte in each character
 */
record Sample(RequestHead head, SigningScope scope, String content) {

  RequestBody body() {
    return RequestBody.of(content.getBytes(StandardCharsets.ISO_8859_1));
  }

  Sample with(String header, String value) {
    return withHeaders(head.headers().plus(header, value));
  }

  /** With one more header that stands before all others. */
  Sample withFirst(String header, String value) {
    List<Header> fields = new ArrayList<>(List.of(new Header(header, value)));
    fields.addAll(head.headers().fields());
    return withHeaders(new Headers(fields));
  }

  Sample without(String header) {
    return withHeaders(head.headers().without(name -> name.equalsIgnoreCase(header)));
  }

  /** With this value in place of whatever the header said. */
  Sample replacing(String header, String value) {
    return without(header).with(header, value);
  }

  Sample withHeaders(Headers headers) {
    return new Sample(
        new RequestHead(head.method(), head.target(), head.host(), head.port(), headers),
        scope,
        content);
  }

  Sample withQuery(String parameter) {
    String separator = head.target().contains("?") ? "&" : "?";
    return withTarget(head.target() + separator + parameter);
  }

  /** With the parameter before all others. */
  Sample withFirstQuery(String parameter) {
    String rest = head.rawQuery();
    return withTarget(head.rawPath() + "?" + parameter + (rest.isEmpty() ? "" : "&" + rest));
  }

  Sample withPath(String path) {
    String query = head.rawQuery();
    return withTarget(query.isEmpty() ? path : path + "?" + query);
  }

  Sample withTarget(String target) {
    return new Sample(
        new RequestHead(head.method(), target, head.host(), head.port(), head.headers()),
        scope,
        content);
  }

  Sample withMethod(String method) {
    return new Sample(
        new RequestHead(method, head.target(), head.host(), head.port(), head.headers()),
        scope,
        content);
  }

  Sample withContent(String other) {
    Sample without = new Sample(head, scope, other).without("Content-Length");
    return other.isEmpty()
        ? without
        : without.with("Content-Length", String.valueOf(other.length()));
  }

  /** What a form says stands in the URL instead, and no body follows. */
  Sample withFormInUrl() {
    return withQuery(content).withContent("").without("Content-Type");
  }

  Sample gzipped() {
    return withContent(gzip(content)).with("Content-Encoding", "gzip");
  }

  static String gzip(String content) {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(content.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return packed.toString(StandardCharsets.ISO_8859_1);
  }
}
