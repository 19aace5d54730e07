package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Requests that botocore's serializers made ({@code params-vectors.py}) are read back to the input
 * that was given, under the model's names and with its types.
 */
class EveryParamTest {

  private static final JsonMapper JSON = new JsonMapper();

  private final OperationIndex index = OperationIndex.bundled();
  private final Catalog catalog = Catalog.bundled();
  private final Requests requests = new Requests();
  private int twins;
  private final Account account = new Account(Requests.ACCOUNT, "test");

  @Test
  void everyMemberIsReadBack() throws IOException {
    Map<String, int[]> table = new TreeMap<>();
    List<String> wrong = new ArrayList<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        EveryParamTest.class.getResourceAsStream("params-vectors.jsonl.gz"))),
                StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonNode vector = JSON.readTree(line);
        int[] counts = table.computeIfAbsent(vector.get("protocol").asText(), key -> new int[3]);
        Optional<String> problem = problem(vector);
        counts[0]++;
        counts[1] += leaves(vector.get("params"));
        counts[2] += problem.isPresent() ? 1 : 0;
        problem.ifPresent(wrong::add);
      }
    }
    System.out.printf("%-20s %9s %9s %9s%n", "params", "requests", "values", "wrong");
    table.forEach(
        (protocol, n) -> System.out.printf("%-20s %9d %9d %9d%n", protocol, n[0], n[1], n[2]));
    assertThat(wrong).isEmpty();
    assertThat(twins).isLessThan(150);
  }

  private Optional<String> problem(JsonNode vector) throws IOException {
    String what =
        "%s %s %s: "
            .formatted(
                vector.get("service").asText(),
                vector.get("action").asText(),
                vector.get("protocol").asText());
    ServiceModel service = index.service(vector.get("service").asText()).orElseThrow();
    OperationModel operation = service.operation(vector.get("action").asText()).orElseThrow();
    Protocol protocol = Protocol.of(vector.get("protocol").asText()).orElseThrow();
    Sample sample = requests.of(service, operation, protocol);
    byte[] body =
        vector.has("text")
            ? vector.get("text").asText().getBytes(StandardCharsets.UTF_8)
            : Base64.getDecoder().decode(vector.get("base64").asText());
    try {
      AwsCall call =
          catalog.read(head(vector, sample, body), sample.scope(), account, RequestBody.of(body));
      if (!call.action().equals(operation.name()) || !call.api().equals(service.api())) {
        // One of the few that look like another operation; EveryOperationTest knows them.
        twins++;
        return Optional.empty();
      }
      JsonNode read = JSON.readTree(JSON.writeValueAsString(call.params()));
      return read.equals(vector.get("params"))
          ? Optional.empty()
          : Optional.of(what + "\n  expected " + vector.get("params") + "\n  got      " + read);
    } catch (Refusal refusal) {
      return Optional.of(what + refusal.getMessage());
    }
  }

  private static RequestHead head(JsonNode vector, Sample sample, byte[] body) {
    List<Header> headers = new ArrayList<>(List.of(new Header("Host", sample.head().host())));
    for (Map.Entry<String, JsonNode> header : vector.get("headers").properties()) {
      headers.add(new Header(header.getKey(), header.getValue().asText()));
    }
    if (body.length > 0) {
      headers.removeIf(header -> header.name().equalsIgnoreCase("Content-Length"));
      headers.add(new Header("Content-Length", String.valueOf(body.length)));
    }
    String path = vector.get("path").asText();
    String query = vector.get("query").asText();
    String target = query.isEmpty() ? path : path + (path.contains("?") ? "&" : "?") + query;
    return new RequestHead(
        sample.head().method(), target, sample.head().host(), 443, new Headers(headers));
  }

  private static int leaves(JsonNode node) {
    if (!node.isContainerNode()) {
      return 1;
    }
    int leaves = 0;
    for (JsonNode child : node) {
      leaves += leaves(child);
    }
    return leaves;
  }
}
