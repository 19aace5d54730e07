package dev.countersign.cli;

import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * An HTTP/1.1 request out of a file: as it stood on the wire, or as {@code curl -v} prints it (each
 * line of the head behind {@code "> "}). Line ends may be LF.
 *
 * @param length of the body in bytes
 */
record CapturedRequest(RequestHead head, RequestBody body, int length) {

  /**
   * @throws Refusal where it is no request
   */
  static CapturedRequest parse(byte[] captured) {
    // One byte is one character, so that positions in the text are positions in the bytes.
    String text = new String(captured, StandardCharsets.ISO_8859_1);
    int blank = text.indexOf("\r\n\r\n");
    int bodyAt = blank + 4;
    int unixBlank = text.indexOf("\n\n");
    if (blank < 0 || (unixBlank >= 0 && unixBlank < blank)) {
      blank = unixBlank;
      bodyAt = unixBlank + 2;
    }
    boolean headOnly = blank < 0;
    List<String> lines =
        (headOnly ? text : text.substring(0, blank))
            .lines()
            .map(line -> line.startsWith("> ") ? line.substring(2) : line)
            .filter(line -> !line.isBlank() && !line.equals(">"))
            .toList();
    byte[] body = headOnly ? new byte[0] : Arrays.copyOfRange(captured, bodyAt, captured.length);
    RequestHead head = head(lines);
    byte[] sent = Arrays.copyOf(body, declared(head, body.length));
    return new CapturedRequest(head, RequestBody.of(sent), sent.length);
  }

  /** What stands behind the declared length, such as an editor's line end, was not sent. */
  private static int declared(RequestHead head, int captured) {
    return head.headers()
        .single("content-length")
        .filter(length -> length.matches("[0-9]{1,9}"))
        .map(length -> Math.min(Integer.parseInt(length), captured))
        .orElse(captured);
  }

  private static Refusal noRequest(String why) {
    return new Refusal(Failure.UNREADABLE, why);
  }

  private static RequestHead head(List<String> lines) {
    String[] start = lines.isEmpty() ? new String[0] : lines.getFirst().split(" ", -1);
    if (start.length != 3 || !start[2].startsWith("HTTP/") || !start[1].startsWith("/")) {
      throw noRequest(
          "this is no HTTP request (expected a first line like: GET /bucket/key HTTP/1.1)");
    }
    List<Header> fields = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      if (colon < 1) {
        throw noRequest("this is no header: \"" + line + "\" (expected: Name: value)");
      }
      fields.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
    }
    Headers headers = new Headers(fields);
    String host =
        headers
            .single("host")
            .orElseThrow(() -> noRequest("the request has no Host header"))
            .toLowerCase(Locale.ROOT);
    int colon = host.lastIndexOf(':');
    String name = colon < 0 ? host : host.substring(0, colon);
    String port = colon < 0 ? "443" : host.substring(colon + 1);
    if (!port.matches("[0-9]{1,5}")) {
      throw noRequest("the request's Host header is " + host);
    }
    return new RequestHead(start[0], start[1], name, Integer.parseInt(port), headers);
  }
}
