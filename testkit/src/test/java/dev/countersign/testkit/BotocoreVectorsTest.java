package dev.countersign.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/**
 * Requests that botocore signed ({@code src/test/python/vectors.py} wrote them): each is believed
 * as it is, and not believed with any signed part of it changed.
 */
class BotocoreVectorsTest {

  private final Verifier verifier = Fixture.verifierAt(Fixture.NOW);

  private static List<JsonNode> vectors() throws IOException {
    var file =
        Objects.requireNonNull(BotocoreVectorsTest.class.getResourceAsStream("botocore.jsonl"));
    List<JsonNode> vectors = new ArrayList<>();
    try (var lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        vectors.add(new JsonMapper().readTree(line));
      }
    }
    return vectors;
  }

  private static SdkSigned request(JsonNode vector) throws IOException {
    List<Header> fields = new ArrayList<>();
    vector
        .get("headers")
        .forEach(field -> fields.add(new Header(field.get(0).asText(), field.get(1).asText())));
    RequestHead head =
        new RequestHead(
            vector.get("method").asText(),
            vector.get("target").asText(),
            fields.getFirst().value().toLowerCase(Locale.ROOT),
            443,
            new Headers(fields));
    return new SdkSigned(head, Base64.getDecoder().decode(vector.get("body").asText()));
  }

  @Test
  void believesEach() throws IOException {
    List<JsonNode> vectors = vectors();
    assertThat(vectors).hasSizeGreaterThan(150);
    for (JsonNode vector : vectors) {
      boolean session = vector.toString().contains(Fixture.SESSION.accessKeyId());
      assertThat(request(vector).verifiedBy(verifier).caller())
          .as(vector.get("name").asText())
          .isEqualTo(session ? Fixture.SESSION_CALLER : Fixture.BASE_CALLER);
    }
  }

  @Test
  void believesNoneWithOneSignedPartChanged() throws IOException {
    for (JsonNode vector : vectors()) {
      SdkSigned request = request(vector);
      refused(vector, request.withTarget(target -> target.replaceFirst("^/", "/x")));
      refused(vector, request.withTarget(t -> t + (t.contains("?") ? "&" : "?") + "acl"));
      for (Header field : request.head().headers()) {
        if (isSigned(request, field.name())) {
          refused(vector, request.withHeader(field.name(), value -> value + "0"));
        }
      }
    }
  }

  private static boolean isSigned(SdkSigned request, String name) {
    List<String> claimed = Claim.of(request.head()).signedHeaders();
    return claimed.contains(name.toLowerCase(Locale.ROOT)) && !name.equals("Host");
  }

  private void refused(JsonNode vector, SdkSigned changed) {
    assertThatExceptionOfType(Rejected.class)
        .as(vector.get("name").asText() + " as " + changed.head())
        .isThrownBy(() -> changed.verifiedBy(verifier));
  }
}
