package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.Secret;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that others signed: botocore (src/test/python), and AWS's own documentation. */
class VectorsTest {

  private static final Map<String, Secret> SECRETS =
      Map.of(
          "AKIDEXAMPLE", Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
          "AKIAIOSFODNN7EXAMPLE", Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"));

  record Vector(Path directory, String expect, Instant time, HttpText signed) {

    static Vector read(Path directory) throws IOException {
      Properties context = new Properties();
      try (Reader reader = Files.newBufferedReader(directory.resolve("context.properties"))) {
        context.load(reader);
      }
      return new Vector(
          directory,
          context.getProperty("expect"),
          Instant.parse(context.getProperty("time")),
          HttpText.read(directory.resolve("signed.txt")));
    }

    boolean accepted() {
      return expect.equals("accepted");
    }

    boolean published() {
      return toString().startsWith("published");
    }

    InboundSignature parse() {
      return InboundSignature.parse(signed.head());
    }

    Secret secret() {
      return Objects.requireNonNull(SECRETS.get(parse().accessKeyId()));
    }

    @Override
    public String toString() {
      return Objects.toString(directory.getFileName());
    }
  }

  static List<Vector> vectors() throws IOException {
    try (Stream<Path> directories = Files.list(Path.of("src/test/resources/vectors"))) {
      List<Vector> vectors = new ArrayList<>();
      for (Path directory : directories.sorted().toList()) {
        vectors.add(Vector.read(directory));
      }
      return vectors;
    }
  }

  static Stream<Vector> accepted() throws IOException {
    return vectors().stream().filter(Vector::accepted);
  }

  static Stream<Vector> refused() throws IOException {
    return vectors().stream().filter(vector -> !vector.accepted());
  }

  static Stream<Vector> signedByBotocore() throws IOException {
    return accepted().filter(vector -> !vector.published());
  }

  @Test
  void theVectorsAreThere() throws IOException {
    assertThat(accepted().count()).isGreaterThan(55);
    assertThat(refused().count()).isGreaterThan(10);
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void isVerified(Vector vector) {
    vector.parse().verify(vector.signed().body(), vector.secret(), vector.time());
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void anotherSecretIsNotBelieved(Vector vector) {
    assertThatThrownBy(
            () ->
                vector.parse().verify(vector.signed().body(), Secret.of("another"), vector.time()))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.SIGNATURE_MISMATCH));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isRefused(Vector vector) {
    assertThatThrownBy(vector::parse)
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> assertThat(refusal.failure()).isEqualTo(Failure.valueOf(vector.expect())));
  }

  @ParameterizedTest
  @MethodSource("signedByBotocore")
  void hasThisCanonicalForm(Vector vector) throws IOException {
    InboundSignature inbound = vector.parse();
    CanonicalRequest request =
        CanonicalRequest.of(
            vector.signed().head(),
            vector.signed().head().headers(),
            inbound.signedHeaders(),
            inbound.scope().service(),
            CanonicalRequest.payload(inbound.payload(), vector.signed().body()));
    assertThat(request.text())
        .isEqualTo(Files.readString(vector.directory().resolve("canonical.txt")));
  }

  /** The same credentials at the same time over the same headers: the same signature. */
  @ParameterizedTest
  @MethodSource("signedByBotocore")
  void isSignedTheSameWay(Vector vector) {
    InboundSignature inbound = vector.parse();
    Secret token =
        vector
            .signed()
            .head()
            .headers()
            .single("X-Amz-Security-Token")
            .map(Secret::of)
            .orElse(null);
    SignedRequest again =
        new Signer(Clock.fixed(vector.time(), ZoneOffset.UTC))
            .sign(
                inbound,
                vector.signed().body(),
                new AwsCredentials(inbound.accessKeyId(), vector.secret(), token, null));
    assertThat(again.headers().all("Authorization"))
        .isEqualTo(vector.signed().head().headers().all("Authorization"));
    assertThat(again.target()).isEqualTo(vector.signed().head().target());
  }
}
