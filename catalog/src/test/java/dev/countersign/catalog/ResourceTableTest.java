package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Account;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which resources and actions typical and tricky calls have: {@code resources-of-calls.txt}. */
class ResourceTableTest {

  private static final Catalog CATALOG = Catalog.bundled();
  private static final OperationIndex INDEX = OperationIndex.bundled();
  private static final Requests REQUESTS = new Requests();
  private static final HostGrammar HOSTS = new HostGrammar(EndpointData.bundled());
  private static final Account ACCOUNT = new Account(Requests.ACCOUNT, "test");

  /** A line of the file with those that are indented below it. */
  record Case(String service, String call, List<String> expected) {
    @Override
    public String toString() {
      return service + " " + call;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isReadAsExpected(Case example) {
    List<String> actual = new ArrayList<>();
    try {
      Sample sample = sample(example);
      AwsCall call = CATALOG.read(sample.head(), sample.scope(), ACCOUNT, sample.body());
      actual.addAll(call.resources());
      if (call.foreignAccount()) {
        actual.add("foreign");
      }
      example.expected().stream()
          .filter(line -> line.startsWith("iam "))
          .forEach(line -> actual.add("iam " + String.join(" ", call.iamActions())));
      example.expected().stream()
          .filter(line -> line.startsWith("access "))
          .forEach(line -> actual.add("access " + call.access().word()));
    } catch (Refusal refusal) {
      actual.add("refused " + refusal.failure());
    }
    assertThat(actual).as(example.toString()).isEqualTo(example.expected());
  }

  /** The operation, a target that begins with a slash, headers in brackets, and a body. */
  private static Sample sample(Case example) {
    String[] words = example.call().split(" ", 2);
    ServiceModel service = INDEX.service(example.service()).orElseThrow();
    OperationModel operation = service.operation(words[0]).orElseThrow();
    Protocol protocol =
        service.protocols().stream()
            .filter(known -> known != Protocol.CBOR)
            .findFirst()
            .orElseThrow();
    Sample sample = inRegion(service, REQUESTS.of(service, operation, protocol));
    String rest = words.length == 1 ? "" : words[1];
    if (rest.startsWith("/")) {
      String[] target = rest.split(" ", 2);
      sample = sample.withTarget(target[0]);
      rest = target.length == 1 ? "" : target[1];
    }
    while (rest.startsWith("[")) {
      int end = rest.indexOf(']');
      String[] header = rest.substring(1, end).split(": ", 2);
      sample = sample.without(header[0]).with(header[0], header[1]);
      rest = rest.substring(end + 1).strip();
    }
    if (rest.isEmpty()) {
      return sample;
    }
    return protocol.isForm()
        ? sample.withContent(sample.content() + "&" + rest)
        : sample.without("Content-Type").with("Content-Type", type(service)).withContent(rest);
  }

  /** The same request to the region that the file is about, where the service has regions. */
  private static Sample inRegion(ServiceModel service, Sample sample) {
    String name = service.endpointPrefix() + ".eu-west-1.amazonaws.com";
    return HOSTS
        .parse(name)
        .filter(host -> host.services().contains(service.id()))
        .filter(host -> host.region().equals(Optional.of("eu-west-1")))
        .map(
            host ->
                new Sample(
                    new RequestHead(
                        sample.head().method(),
                        sample.head().target(),
                        name,
                        443,
                        sample.without("Host").with("Host", name).head().headers()),
                    new SigningScope("eu-west-1", sample.scope().service()),
                    sample.content()))
        .orElse(sample);
  }

  private static String type(ServiceModel service) {
    return switch (service.protocols().getFirst()) {
      case REST_XML -> "application/xml";
      case REST_JSON -> "application/json";
      default -> "application/x-amz-json-" + service.jsonVersion();
    };
  }

  static Stream<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    String service = "";
    try (InputStream in =
        Objects.requireNonNull(
            ResourceTableTest.class.getResourceAsStream("resources-of-calls.txt"))) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList()) {
        if (line.startsWith("## ")) {
          service = line.substring(3);
        } else if (line.startsWith("  ")) {
          cases.getLast().expected().add(line.strip());
        } else if (!line.isBlank() && !line.startsWith("#")) {
          cases.add(new Case(service, line, new ArrayList<>()));
        }
      }
    }
    return cases.stream();
  }
}
