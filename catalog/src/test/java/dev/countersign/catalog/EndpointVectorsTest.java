package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Hosts that botocore's own evaluator of the endpoint rule sets resolves: every service, in every
 * partition, with and without FIPS and dual-stack, with every operation host prefix, with accounts,
 * buckets and ARNs where the rules look at them. One line per host: host, services, partitions,
 * signing regions ({@code *} for a set; none where the rules leave it to the caller), signing
 * names, host prefixes; several values with commas. {@code endpoint-vectors.py} made them.
 */
class EndpointVectorsTest {

  private static final HostGrammar GRAMMAR = new HostGrammar(EndpointData.bundled());

  private record Vector(
      String host,
      Set<String> services,
      Set<String> partitions,
      Set<String> regions,
      Set<String> hostPrefixes) {

    static Vector of(String line) {
      String[] fields = line.split("\t", -1);
      return new Vector(fields[0], set(fields[1]), set(fields[2]), set(fields[3]), set(fields[5]));
    }

    private static Set<String> set(String values) {
      return new TreeSet<>(List.of(values.split(",", -1)));
    }

    /** What is wrong with the reading of this host; empty where nothing is. */
    List<String> complaints() {
      return GRAMMAR.parse(host).map(this::complaints).orElse(List.of(host + ": refused"));
    }

    private List<String> complaints(AwsHost read) {
      List<String> wrong = new ArrayList<>();
      expect(read.services().containsAll(services), "services", wrong, read);
      expect(partitions.contains(read.partition()), "partition", wrong, read);
      // Of a name that two services share, one may have made it with a prefix.
      boolean shared = !read.services().equals(List.copyOf(services));
      boolean prefix = hostPrefixes.contains(read.hostPrefix()) || shared;
      expect(prefix, "host prefix", wrong, read);
      boolean unsaid = regions.contains("") || regions.contains("*");
      boolean open = regions.size() > 1 || read.kind() == AwsHost.Kind.S3_VIRTUAL;
      boolean region = read.region().map(regions::contains).orElse(open) || unsaid;
      expect(region, "region", wrong, read);
      expect(read.regionSets() == regions.contains("*"), "region sets", wrong, read);
      return wrong;
    }

    private void expect(boolean good, String what, List<String> wrong, AwsHost read) {
      if (!good) {
        wrong.add(what + ": " + read + " (expected: " + this + ")");
      }
    }
  }

  @Test
  void everyModelledHostIsReadAsTheRuleSetsMeanIt() throws IOException {
    List<Vector> vectors = vectors();
    assertThat(vectors).hasSizeGreaterThan(20_000);
    assertThat(vectors.stream().flatMap(v -> v.complaints().stream()).limit(20)).isEmpty();
  }

  /** A label more is a bucket, a resource of the service's own, or no endpoint at all. */
  @Test
  void aLabelBeforeAnEndpointChangesNothingElse() throws IOException {
    for (Vector vector : vectors()) {
      Optional<AwsHost> read = GRAMMAR.parse("stranger." + vector.host());
      read.ifPresent(
          found -> {
            assertThat(found.services()).containsAnyElementsOf(vector.services());
            assertThat(found.bucket().or(found::resourceLabel).orElse(found.toString()))
                .startsWith("stranger");
          });
    }
  }

  @Test
  void anEndpointIsRefusedUnderAnyOtherName() throws IOException {
    for (Vector vector : vectors()) {
      String host = vector.host();
      assertThat(GRAMMAR.parse(host + ".evil.com")).isEmpty();
      assertThat(GRAMMAR.parse(host + ".")).isEmpty();
      assertThat(GRAMMAR.parse(host.toUpperCase(Locale.ROOT))).isEmpty();
      assertThat(GRAMMAR.parse(host.substring(0, host.lastIndexOf('.')) + ".evil")).isEmpty();
    }
  }

  private static List<Vector> vectors() throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        EndpointVectorsTest.class.getResourceAsStream("endpoint-vectors.tsv.gz"))),
                StandardCharsets.UTF_8))) {
      return lines.lines().map(Vector::of).toList();
    }
  }
}
