package dev.countersign.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables of names and of what they are; the comments in them say why. */
class HostGrammarTest {

  private static final HostGrammar GRAMMAR = new HostGrammar(EndpointData.bundled());

  @ParameterizedTest
  @MethodSource("refused")
  void isNoEndpoint(String host) {
    assertThat(GRAMMAR.parse(host)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void isThisEndpoint(String line) {
    List<String> fields = Stream.of(line.split(",", -1)).map(String::strip).toList();
    AwsHost expected =
        new AwsHost(
            fields.get(0),
            fields.get(2),
            optional(fields.get(3)),
            List.of(fields.get(8).split(" ")),
            optional(fields.get(4)),
            optional(fields.get(5)),
            optional(fields.get(6)),
            fields.get(7),
            AwsHost.Kind.valueOf(fields.get(1)),
            fields.size() > 9 && fields.get(9).equals("sets"));
    assertThat(GRAMMAR.parse(fields.get(0))).contains(expected);
  }

  static List<String> refused() throws IOException {
    return lines("refused-hosts.txt");
  }

  static List<String> accepted() throws IOException {
    return Stream.concat(lines("s3-hosts.csv").stream(), lines("other-hosts.csv").stream())
        .toList();
  }

  private static Optional<String> optional(String field) {
    return field.isEmpty() ? Optional.empty() : Optional.of(field);
  }

  private static List<String> lines(String resource) throws IOException {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(HostGrammarTest.class.getResourceAsStream(resource)),
                StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#")).toList();
    }
  }
}
