package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningAlgorithm;
import dev.countersign.model.SigningScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests as they stand on the wire, and what each is: {@code requests.txt}. */
class RequestTableTest {

  private static final Catalog CATALOG = Catalog.bundled();
  private static final Account ACCOUNT = new Account("111122223333", "test");

  /** A block of the file: a title, a request, and the lines that begin with an arrow. */
  record Case(
      String title, SigningScope scope, RequestHead head, String body, List<String> expected) {
    @Override
    public String toString() {
      return title;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isReadAsExpected(Case example) {
    Map<String, String> facet = facet(example);
    List<String> actual =
        example.expected().stream()
            .map(line -> line.split(" ", 2)[0])
            .map(field -> (field + " " + facet.getOrDefault(field, "(absent)")).strip())
            .toList();
    assertThat(actual).as(facet.toString()).isEqualTo(example.expected());
  }

  private static Map<String, String> facet(Case example) {
    Map<String, String> facet = new LinkedHashMap<>();
    try {
      AwsCall call =
          CATALOG.read(
              example.head(),
              example.scope(),
              ACCOUNT,
              RequestBody.of(example.body().getBytes(StandardCharsets.UTF_8)));
      facet.put("service", call.service());
      facet.put("api", call.api());
      facet.put("action", call.action());
      facet.put("region", call.region());
      facet.put("partition", call.partition());
      facet.put("resources", String.join(" ", call.resources()));
      facet.put("foreign", String.valueOf(call.foreignAccount()));
      facet.put("access", call.access().word());
      facet.put("iam", String.join(" ", call.iamActions()));
      facet.put("credentials", String.valueOf(call.returnsCredentials()));
      facet.put("runs-code", String.valueOf(call.runsCode()));
      facet.put("dry-run", String.valueOf(call.dryRun()));
      facet.put("errors", call.errorFormat().name());
      facet.put("unknown", new TreeSet<>(call.unknown()).toString());
      facet.put("params", new TreeMap<>(call.params()).toString());
    } catch (Refusal refusal) {
      facet.put("refused", refusal.failure().name());
    }
    return facet;
  }

  static Stream<Case> cases() throws IOException {
    String text;
    try (InputStream in =
        Objects.requireNonNull(RequestTableTest.class.getResourceAsStream("requests.txt"))) {
      text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    return Stream.of(text.split("(?m)^### ")).skip(1).map(RequestTableTest::parse);
  }

  /**
   * Title, {@code region/service} of the scope (for SigV4A {@code regions/service/set}), request
   * line, headers, body, expectations.
   */
  private static Case parse(String block) {
    List<String> lines = block.lines().toList();
    String[] scope = lines.get(1).split("/");
    String[] request = lines.get(2).split(" ");
    List<Header> headers = new ArrayList<>();
    int at = 3;
    for (; at < lines.size() && !lines.get(at).isEmpty(); at++) {
      String[] field = lines.get(at).split(": ", 2);
      headers.add(new Header(field[0], field[1]));
    }
    List<String> rest = lines.subList(at, lines.size());
    String body =
        String.join("\n", rest.stream().filter(line -> !line.startsWith("=> ")).toList()).strip();
    if (!body.isEmpty()) {
      headers.add(new Header("Content-Length", String.valueOf(body.length())));
    }
    List<String> expected =
        rest.stream()
            .filter(line -> line.startsWith("=> "))
            .map(line -> line.substring(3))
            .toList();
    String host = new Headers(headers).single("Host").orElseThrow();
    return new Case(
        lines.getFirst(),
        new SigningScope(
            scope.length == 3 ? SigningAlgorithm.SIGV4A : SigningAlgorithm.SIGV4,
            scope[0],
            scope[1]),
        new RequestHead(request[0], request[1], host, 443, new Headers(headers)),
        body,
        expected);
  }
}
