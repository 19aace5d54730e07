package dev.countersign.proxy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.signer.Presigned;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a signed URL is asked for: {@code POST /} at a host that exists inside the gateway only. The
 * body is a text: a line {@code METHOD URL} with the URL presigned by the placeholder key, and a
 * line {@code name: value} for each header that is signed beside Host. The answer is JSON: {@code
 * url} and {@code expires}.
 *
 * <p>Nothing is ever sent to this host, nor to the one in the URL.
 */
final class MintRequest {

  /** Under a domain that is nobody's and never resolves (ICANN's reserved {@code .internal}). */
  static final String HOST = "mint.countersign.internal";

  /** As long as a head may be. */
  private static final int LIMIT = 64 * 1024;

  private static final Pattern FIRST =
      Pattern.compile(
          "([A-Z]{1,16}) (https?)://([a-z0-9.-]{1,253})(:[1-9][0-9]{0,4})?(/[\\x21-\\x7e&&[^#]]*)");

  private static final Pattern FIELD =
      Pattern.compile("([A-Za-z0-9-]{1,128}): ([\\x21-\\x7e](?:[\\x20-\\x7e]*[\\x21-\\x7e])?)");

  private static final JsonFactory JSON = new JsonFactory();

  private MintRequest() {}

  /**
   * The request that the URL stands for.
   *
   * @throws Refusal UNREADABLE for anything else; AUTHORITY where a web page asks
   */
  static RequestHead read(RequestHead head, RequestBody body) {
    if (!head.method().equals("POST") || !head.target().equals("/")) {
      throw unreadable(HOST + " takes POST / only");
    }
    if (head.headers().contains("Origin")) {
      throw new Refusal(Failure.AUTHORITY, "a page of the web asks for a signed URL");
    }
    String text = new String(body.bytes(LIMIT), StandardCharsets.ISO_8859_1);
    List<String> lines = List.of((text.endsWith("\n") ? text : text + "\n").split("\n"));
    Matcher first = FIRST.matcher(lines.isEmpty() ? "" : lines.getFirst());
    if (!first.matches()) {
      throw unreadable("expected METHOD and a presigned https:// URL in the first line");
    }
    String port = first.group(4) == null ? "" : first.group(4);
    // The default port is in no Host header, so it is in no signature either.
    boolean usual = port.isEmpty() || port.equals(first.group(2).equals("https") ? ":443" : ":80");
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Host", first.group(3) + (usual ? "" : port)));
    lines.stream().skip(1).map(MintRequest::field).forEach(headers::add);
    return new RequestHead(
        first.group(1),
        first.group(5),
        first.group(3),
        usual ? 443 : Integer.parseInt(port.substring(1)),
        new Headers(headers));
  }

  private static Header field(String line) {
    Matcher field = FIELD.matcher(line);
    if (!field.matches() || field.group(1).equalsIgnoreCase("Host")) {
      throw unreadable("expected a header in each further line, and Host in none");
    }
    return new Header(field.group(1), field.group(2));
  }

  static Answer answer(Presigned minted) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      json.writeStringField("url", minted.url());
      json.writeStringField("expires", minted.expires().toString());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail", e);
    }
    return new Answer(
        200,
        Headers.of("Content-Type", "application/json", "Cache-Control", "no-store"),
        out.toByteArray());
  }

  private static Refusal unreadable(String why) {
    return new Refusal(Failure.UNREADABLE, "the request for a signed URL cannot be read: " + why);
  }
}
