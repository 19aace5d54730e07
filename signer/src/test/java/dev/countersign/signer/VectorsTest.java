package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningAlgorithm;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Requests that others signed: botocore (src/test/python), for SigV4A with AWS's CRT, and AWS's own
 * documentation and suite.
 */
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

    SigningAlgorithm algorithm() {
      return parse().scope().algorithm();
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
    return Stream.concat(vectors("vectors").stream(), vectors("vectors-v4a").stream()).toList();
  }

  private static List<Vector> vectors(String parent) throws IOException {
    try (Stream<Path> directories = Files.list(Path.of("src/test/resources", parent))) {
      List<Vector> vectors = new ArrayList<>();
      for (Path directory : directories.sorted().toList()) {
        vectors.add(Vector.read(directory));
      }
      return vectors;
    }
  }

  static Stream<Vector> sigV4a() throws IOException {
    return accepted().filter(vector -> vector.algorithm() == SigningAlgorithm.SIGV4A);
  }

  static Stream<Vector> accepted() throws IOException {
    return vectors().stream().filter(Vector::accepted);
  }

  static Stream<Vector> refused() throws IOException {
    return vectors().stream().filter(vector -> !vector.accepted());
  }

  static Stream<Vector> signedByBotocore() throws IOException {
    return accepted()
        .filter(vector -> vector.algorithm() == SigningAlgorithm.SIGV4)
        .filter(vector -> !vector.published());
  }

  @Test
  void theVectorsAreThere() throws IOException {
    assertThat(signedByBotocore().count()).isGreaterThan(50);
    assertThat(sigV4a().count()).isGreaterThan(100);
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
                Optional.empty(),
                vector.signed().body(),
                new AwsCredentials(inbound.accessKeyId(), vector.secret(), token, null));
    assertThat(again.headers().all("Authorization"))
        .isEqualTo(vector.signed().head().headers().all("Authorization"));
    assertThat(again.target()).isEqualTo(vector.signed().head().target());
  }

  /** A SigV4A signature differs from the next over the same text, and both are verified. */
  @ParameterizedTest
  @MethodSource("sigV4a")
  void isSignedAgainForTheSameRegions(Vector vector) {
    InboundSignature inbound = vector.parse();
    SignedRequest again =
        new Signer(Clock.fixed(vector.time(), ZoneOffset.UTC))
            .sign(
                inbound,
                Optional.empty(),
                vector.signed().body(),
                new AwsCredentials("ASIAREAL", Secret.of("real"), Secret.of("token"), null));
    InboundSignature sent =
        InboundSignature.parse(
            new RequestHead(
                again.method(), again.target(), again.host(), again.port(), again.headers()));
    sent.verify(vector.signed().body(), Secret.of("real"), vector.time());
    assertThat(sent.scope()).isEqualTo(inbound.scope());
    assertThat(sent.signedHeaders()).contains("x-amz-region-set", "x-amz-security-token");
    assertThat(sent.lifetime()).isEmpty();
  }

  /** The key pair of the credentials that AWS's suite signs with, as the suite prints it. */
  @Test
  void theKeyPairIsTheOneThatAwsDerives() {
    ECPublicKey key =
        (ECPublicKey)
            EcdsaKey.derive("AKIDEXAMPLE", Objects.requireNonNull(SECRETS.get("AKIDEXAMPLE")))
                .publicKey();
    assertThat(key.getW().getAffineX().toString(16))
        .isEqualTo("b6618f6a65740a99e650b33b6b4b5bd0d43b176d721a3edfea7e7d2d56d936b1");
    assertThat(key.getW().getAffineY().toString(16))
        .isEqualTo("865ed22a7eadc9c5cb9d2cbaca1b3699139fedc5043dc6661864218330c8e518");
  }
}
