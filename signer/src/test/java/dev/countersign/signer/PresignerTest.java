package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Failure;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * URLs that botocore presigned ({@code src/test/python/presigned-vectors.py} wrote them): made of
 * the same request, ours are the same to the last letter.
 */
class PresignerTest {

  private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
  private static final Secret PLACEHOLDER = Secret.of("placeholder-secret-of-the-agent");

  private static final Presigner PRESIGNER = new Presigner(Clock.fixed(NOW, ZoneOffset.UTC));

  /** A block of the file. */
  record Vector(String title, String method, URI placeholder, Headers headers, String session) {

    private static Vector parse(String block) {
      List<String> lines = block.lines().toList();
      String[] first = lines.get(1).split(" ");
      URI placeholder = URI.create(first[1]);
      Headers headers = Headers.of("Host", placeholder.getRawAuthority());
      if (!lines.get(2).isEmpty()) {
        String[] field = lines.get(2).split(": ");
        headers = headers.plus(field[0], field[1]);
      }
      return new Vector(lines.getFirst(), first[0], placeholder, headers, lines.get(3));
    }

    RequestHead head(String query) {
      return new RequestHead(
          method,
          placeholder.getRawPath() + "?" + query,
          placeholder.getHost(),
          placeholder.getPort() < 0 ? 443 : placeholder.getPort(),
          headers);
    }

    InboundMint mint() {
      return InboundMint.parse(head(placeholder.getRawQuery()));
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Vector> vectors() throws IOException {
    return Stream.of(
            Files.readString(Path.of("src/test/resources/presigned.txt")).split("(?m)^### "))
        .skip(1)
        .map(Vector::parse);
  }

  private static AwsCredentials session(Instant expiration) {
    return new AwsCredentials(
        "ASIAIOSFODNN7EXAMPLE",
        Secret.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
        Secret.of("session/token+with==signs"),
        expiration);
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void thePlaceholderIsExchangedForTheSession(Vector vector) {
    InboundMint mint = vector.mint();
    mint.presigned().verify(RequestBody.EMPTY, PLACEHOLDER, NOW);
    Presigned minted = PRESIGNER.sign(mint, session(NOW.plusSeconds(7_200)));
    assertThat(minted.url()).isEqualTo(vector.session().replaceFirst("^http:", "https:"));
    assertThat(minted.expires()).isEqualTo(NOW.plus(mint.lifetime()));
    assertThat(minted.url()).doesNotContain("AKIA");
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void whatIsNotSignedYetIsSignedTheSameWay(Vector vector) {
    String query = vector.placeholder().getRawQuery().replaceFirst("(^|&)X-Amz-Algorithm.*", "");
    RequestHead head = vector.head(query);
    InboundMint mint = vector.mint();
    Presigned made =
        PRESIGNER.sign(
            query.isEmpty()
                ? new RequestHead(
                    head.method(), head.rawPath(), head.host(), head.port(), head.headers())
                : head,
            mint.presigned().scope(),
            mint.lifetime(),
            new AwsCredentials("AKIA222222222222CLDE", PLACEHOLDER, null, null));
    assertThat(made.url())
        .isEqualTo(vector.placeholder().toString().replaceFirst("^http:", "https:"));
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void oneChangedLetterIsAnotherUrl(Vector vector) {
    String changed =
        vector.placeholder().getRawQuery().replace("X-Amz-Expires=", "X-Amz-Expires=1");
    assertThat(changed).isNotEqualTo(vector.placeholder().getRawQuery());
    assertThatThrownBy(
            () ->
                InboundMint.parse(vector.head(changed))
                    .presigned()
                    .verify(RequestBody.EMPTY, PLACEHOLDER, NOW))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.SIGNATURE_MISMATCH));
  }

  @Test
  void itEndsWithTheSession() throws IOException {
    Instant soon = NOW.plusSeconds(10);
    Presigned minted = PRESIGNER.sign(vectors().findFirst().orElseThrow().mint(), session(soon));
    assertThat(minted.expires()).isEqualTo(soon);
    assertThat(minted.toString()).doesNotContain("Amz");
  }

  @ParameterizedTest
  @CsvSource({
    "a header that is not signed, x-amz-acl, AMBIGUOUS",
    "one that no service takes for its own, range, AMBIGUOUS",
    "a second token, X-Amz-Security-Token, AMBIGUOUS",
    "a second signature, Authorization, AMBIGUOUS",
  })
  void aUrlSaysAllThatItsUserHasToSend(String why, String header, Failure failure)
      throws IOException {
    Vector vector = vectors().findFirst().orElseThrow();
    RequestHead head = vector.head(vector.placeholder().getRawQuery());
    RequestHead more =
        new RequestHead(
            head.method(),
            head.target(),
            head.host(),
            head.port(),
            new Headers(
                Stream.concat(head.headers().fields().stream(), Stream.of(new Header(header, "x")))
                    .toList()));
    assertThatThrownBy(() -> InboundMint.parse(more))
        .as(why)
        .isInstanceOfSatisfying(Refusal.class, r -> assertThat(r.failure()).isEqualTo(failure));
  }

  @Test
  void aUrlOfAServiceThatReadsBodiesHasNone() throws IOException {
    Vector vector = vectors().findFirst().orElseThrow();
    String query = vector.placeholder().getRawQuery() + "&X-Amz-Content-Sha256=UNSIGNED-PAYLOAD";
    assertThatThrownBy(() -> InboundMint.parse(vector.head(query)))
        .isInstanceOfSatisfying(
            Refusal.class, r -> assertThat(r.failure()).isEqualTo(Failure.AMBIGUOUS));
  }

  /** As the AWS CLI's own credential helper makes it of the same key at the same time. */
  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "AKIAIOSFODNN7EXAMPLE,-,AKIAIOSFODNN7EXAMPLE",
        "ASIAIOSFODNN7EXAMPLE,IQoJ/to+ken==,ASIAIOSFODNN7EXAMPLE%25IQoJ%2Fto%2Bken%3D%3D"
      })
  void gitGetsUserAndPassword(String key, String token, String user) {
    Instant now = Instant.parse("2026-02-03T23:59:58Z");
    Presigner presigner = new Presigner(Clock.fixed(now, ZoneOffset.UTC));
    RequestHead repository =
        new RequestHead(
            "GIT",
            "/v1/repos/App.web",
            "git-codecommit.eu-west-1.amazonaws.com",
            443,
            Headers.of("Host", "git-codecommit.eu-west-1.amazonaws.com"));
    URI placeholder =
        URI.create(
            presigner
                .sign(
                    repository,
                    new SigningScope("eu-west-1", "codecommit"),
                    Duration.ofMinutes(15),
                    new AwsCredentials("AKIA222222222222CLDE", PLACEHOLDER, null, null))
                .url());
    RequestHead asked =
        new RequestHead(
            "GIT",
            placeholder.getRawPath() + "?" + placeholder.getRawQuery(),
            placeholder.getHost(),
            443,
            repository.headers());
    AwsCredentials real =
        new AwsCredentials(
            key,
            Secret.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"),
            token == null ? null : Secret.of(token),
            now.plusSeconds(300));
    Presigned minted = presigner.sign(InboundMint.parse(asked), real);
    assertThat(minted.url())
        .isEqualTo(
            "https://"
                + user
                + ":20260203T235958Z"
                + "3ef8e7c6a81ba3915266dabb462ee039ef6e12a0a40d889ec28ea7b9302dd419"
                + "@git-codecommit.eu-west-1.amazonaws.com/v1/repos/App.web");
    assertThat(minted.expires()).as("the session ends sooner").isEqualTo(now.plusSeconds(300));
  }
}
