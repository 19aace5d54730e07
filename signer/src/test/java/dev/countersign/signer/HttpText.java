package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A request as the vectors have it: lines end in a line feed, a folded one starts with a space. */
record HttpText(RequestHead head, String content) {

  static HttpText read(Path file) {
    try {
      return parse(new String(Files.readAllBytes(file), ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static HttpText parse(String text) {
    int end = text.indexOf("\n\n");
    List<String> lines = List.of(text.substring(0, end).split("\n(?! )"));
    String line = lines.getFirst();
    List<Header> fields = new ArrayList<>();
    for (String field : lines.subList(1, lines.size())) {
      int colon = field.indexOf(':');
      fields.add(new Header(field.substring(0, colon), field.substring(colon + 1).strip()));
    }
    Headers headers = new Headers(fields);
    String method = line.substring(0, line.indexOf(' '));
    String target = line.substring(line.indexOf(' ') + 1, line.lastIndexOf(' '));
    String host = headers.single("Host").orElseThrow();
    return new HttpText(
        new RequestHead(method, target, host, 443, headers), text.substring(end + 2));
  }

  RequestBody body() {
    return RequestBody.of(content.getBytes(ISO_8859_1));
  }

  /** For requests whose head says everything. */
  static RequestBody unread() {
    return new RequestBody() {
      @Override
      public byte[] bytes(int limit) {
        throw new AssertionError("the body was read");
      }

      @Override
      public String sha256() {
        throw new AssertionError("the body was hashed");
      }
    };
  }
}
