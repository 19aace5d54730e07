package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests to an address of the gateway's own, and the hosts that are meant. */
class LocatorTest {

  private static final Catalog CATALOG = Catalog.bundled();
  private static final String OWN = "127.0.0.1";

  private final ReadBack readBack = new ReadBack(OperationIndex.bundled());

  /** Hosts that botocore's evaluator of the rule sets gives to a client with a region only. */
  @Test
  void everyServiceHasTheHostThatAnSdkCalls() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<Vector> vectors = vectors();
    EndpointData data = EndpointData.bundled();
    Partitions partitions = new Partitions(data.partitions());
    for (Vector vector : vectors) {
      String partition = partitions.ofRegion(vector.region()).orElseThrow().id();
      String found =
          Objects.requireNonNull(data.services().get(vector.service()))
              .standard(partition, vector.region(), vector.operation())
              .map(
                  standard ->
                      standard.template().replace("{Region}", vector.region())
                          + " "
                          + (standard.signingRegion().isEmpty()
                              ? vector.region()
                              : standard.signingRegion()))
              .orElse("none");
      if (!found.equals(vector.host() + " " + vector.signingRegion())) {
        wrong.add(vector + ": " + found);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(vectors).hasSizeGreaterThan(20_000);
  }

  /**
   * Every operation of every service, by its signature alone: it is led to the host that an SDK
   * calls, and is read there as what it is, or else it is refused, and most of these are led there
   * once the endpoint's path names their service. The refused ones stand in a reviewed list.
   */
  @Test
  void everyOperationIsLedToItsHostOrRefused() throws IOException {
    Map<String, String> hosts = hostsInIreland();
    Tally tally = new Tally("protocol, by its signature alone");
    Set<String> refused = new TreeSet<>();
    for (ServiceModel service : readBack.services()) {
      for (OperationModel operation : service.operations().values()) {
        for (Protocol protocol : service.protocols()) {
          Sample plain = sample(service, operation, protocol);
          Sample named = plain.withTarget("/_service/" + service.id() + plain.head().target());
          Outcome alone = outcome(plain, service, operation, hosts, tally);
          Outcome byPath = outcome(named, service, operation, hosts, tally);
          tally.count(protocol.word(), alone.word());
          tally.count(protocol.word(), "by path " + byPath.word());
          if (alone == Outcome.REFUSED) {
            String helps = byPath == Outcome.RIGHT ? "wants the path" : "has no host";
            refused.add(service.id() + " " + operation.name() + ": " + helps);
          }
        }
      }
    }
    tally.print();
    assertThat(tally.problems()).isEmpty();
    assertThat(refused).containsExactlyElementsOf(lines("endpoint-refused.txt"));
  }

  /** One line of {@code located.txt}. */
  @ParameterizedTest
  @MethodSource
  void aRequestIsTakenFor(String line) {
    String[] sides = line.split(" -> ", 2);
    String[] words = sides[0].split(" ");
    String[] scope = words[0].split("/");
    Headers headers = Headers.of("Host", OWN + ":8472");
    for (int i = 3; i < words.length; i++) {
      String[] header = words[i].split("=", 2);
      headers = headers.plus(header[0], header[1]);
    }
    RequestHead head = new RequestHead(words[1], words[2], OWN, 8472, headers);
    SigningScope signed = new SigningScope(scope[1], scope[0]);
    try {
      Destination found = CATALOG.locate(head, signed, RequestBody.EMPTY);
      RequestHead there = found.head();
      assertThat(there.headers().all("host")).containsExactly(there.host());
      assertThat(there.port()).isEqualTo(443);
      String taken = there.host() + " " + found.scope().region() + " " + there.target();
      assertThat(taken).isEqualTo(sides[1]);
    } catch (Refusal refusal) {
      String taken = refusal.failure() + " " + refusal.getMessage();
      String[] expected = sides[1].split(" ", 2);
      assertThat(taken).startsWith(expected[0]).contains(expected[1]);
    }
  }

  static List<String> aRequestIsTakenFor() throws IOException {
    return lines("located.txt");
  }

  private enum Outcome {
    RIGHT,
    REFUSED,
    WRONG;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private Outcome outcome(
      Sample sample,
      ServiceModel service,
      OperationModel operation,
      Map<String, String> hosts,
      Tally tally) {
    Destination found;
    try {
      found = CATALOG.locate(sample.head(), sample.scope(), sample.body());
    } catch (Refusal refusal) {
      return Outcome.REFUSED;
    }
    Sample there = new Sample(found.head(), found.scope(), sample.content());
    Optional<String> problem = readBack.problem(there, service, operation, "aws");
    boolean right =
        host(service, operation, hosts).filter(found.head().host()::equals).isPresent()
            && problem.isEmpty();
    if (!right) {
      tally.wrong(service.id() + " " + operation.name() + ": " + found + problem.orElse(""));
    }
    return right ? Outcome.RIGHT : Outcome.WRONG;
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in = LocatorTest.class.getResourceAsStream(resource)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }
  }

  private static Sample sample(ServiceModel service, OperationModel operation, Protocol protocol) {
    HostForm own =
        new HostForm(
            "own",
            OWN,
            "aws",
            "eu-west-1",
            signingName(service, operation),
            operation.hostPrefix(),
            false,
            "");
    return Requests.at(own, service, operation, protocol)
        .replacing("x-amz-account-id", Requests.ACCOUNT);
  }

  /** Two of S3's operations belong to hosts of their own, which nothing but their name tells. */
  private static String signingName(ServiceModel service, OperationModel operation) {
    return switch (service.id() + " " + operation.name()) {
      case "s3 ListDirectoryBuckets" -> "s3express";
      case "s3 WriteGetObjectResponse" -> "s3-object-lambda";
      default -> service.signingName();
    };
  }

  private static Optional<String> host(
      ServiceModel service, OperationModel operation, Map<String, String> hosts) {
    String general = hosts.get(service.id() + " ");
    String host = hosts.getOrDefault(service.id() + " " + operation.name(), general);
    String prefix = operation.hostPrefix().replace("{AccountId}", Requests.ACCOUNT);
    return Optional.ofNullable(host).map(prefix::concat);
  }

  private static Map<String, String> hostsInIreland() throws IOException {
    Map<String, String> hosts = new HashMap<>();
    vectors().stream()
        .filter(vector -> vector.region().equals("eu-west-1"))
        .forEach(v -> hosts.put(v.service() + " " + v.operation(), v.host()));
    return hosts;
  }

  /**
   * @param operation empty for all that have no line of their own
   */
  private record Vector(
      String service, String operation, String region, String host, String signingRegion) {}

  /** {@code endpoint-standards.py} made them. */
  private static List<Vector> vectors() throws IOException {
    try (InputStream raw = LocatorTest.class.getResourceAsStream("endpoint-standards.tsv.gz");
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(
                    new GZIPInputStream(Objects.requireNonNull(raw)), StandardCharsets.UTF_8))) {
      return lines
          .lines()
          .map(line -> line.split("\t", -1))
          .map(f -> new Vector(f[0], f[1], f[2], f[3], f[4]))
          .toList();
    }
  }
}
