package dev.countersign.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Requests that independent producers signed with the key of the sandbox's agent. */
final class SignedRequests {

  /** When they sign, just before midnight. */
  static final Clock THEN = Clock.fixed(Instant.parse("2026-02-03T23:59:58Z"), ZoneOffset.UTC);

  /** When they arrive, which is another day. */
  static final Clock NOW = Clock.fixed(Instant.parse("2026-02-04T00:00:03Z"), ZoneOffset.UTC);

  static final String KEY = "AKIA222222222222CLDE";

  /** What some agents have beside their key; it means nothing to the gateway. */
  static final String TOKEN = "an agent's/token+==";

  private static final String BOTOCORE = "/requests/botocore.jsonl.gz";

  /**
   * A request as it stands on the wire.
   *
   * @param kind who made it, in which form and for which service
   * @param body with HTTP's own framing undone
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Signed(String kind, RequestHead head, byte[] body) {

    Signed withTarget(String target) {
      return new Signed(
          kind,
          new RequestHead(head.method(), target, head.host(), head.port(), head.headers()),
          body);
    }

    Signed withMethod(String method) {
      return new Signed(
          kind,
          new RequestHead(method, head.target(), head.host(), head.port(), head.headers()),
          body);
    }

    Signed withHeader(int index, Header header) {
      List<Header> fields = new ArrayList<>(head.headers().fields());
      fields.set(index, header);
      Headers headers = new Headers(fields);
      return new Signed(
          kind,
          new RequestHead(head.method(), head.target(), head.host(), head.port(), headers),
          body);
    }

    Signed withBody(byte[] other) {
      return new Signed(kind, head, other);
    }

    /** What it is, for the message of a test that fails. */
    @Override
    public String toString() {
      return kind + ": " + head + "\n" + new String(body, ISO_8859_1);
    }
  }

  private SignedRequests() {}

  /** Those that {@code src/test/python/signed_requests.py} wrote. */
  static List<Signed> botocore() {
    List<Signed> requests = new ArrayList<>();
    try (var file = Objects.requireNonNull(SignedRequests.class.getResourceAsStream(BOTOCORE));
        var lines = new BufferedReader(new InputStreamReader(new GZIPInputStream(file), UTF_8))) {
      ObjectMapper json = new ObjectMapper();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        requests.add(request(json.readTree(line)));
      }
      return requests;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Signed request(JsonNode line) throws IOException {
    List<Header> fields = new ArrayList<>();
    for (JsonNode field : line.get("headers")) {
      fields.add(new Header(field.get(0).asText(), field.get(1).asText().strip()));
    }
    RequestHead head =
        new RequestHead(
            line.get("method").asText(),
            line.get("target").asText(),
            fields.getFirst().value(),
            443,
            new Headers(fields));
    return new Signed(
        line.get("name").asText(), head, Base64.getDecoder().decode(line.get("body").asText()));
  }
}
