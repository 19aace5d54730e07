package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.countersign.model.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a prompt-injected agent would try to be given, and calls without a key. */
class MintAttackTest extends MintSandbox {

  @TempDir private static Path directory;

  @Override
  Path directory() {
    return directory;
  }

  /** What a prompt-injected agent would send to the host that mints. */
  record Attempt(String name, String head, String body, int status, String failure) {
    @Override
    public String toString() {
      return name;
    }
  }

  Stream<Attempt> attempts() {
    String object = "https://s3.us-east-1.amazonaws.com/staging-reports/2026/january.txt";
    String sts = "https://sts.us-east-1.amazonaws.com/?Action=GetCallerIdentity&Version=2011-06-15";
    Instant now = Instant.now();
    Headers cluster = Headers.of("x-k8s-aws-id", "staging");
    String good = "GET " + presigned("GET", object, 60);
    String root =
        "https://db.c1.us-east-1.rds.amazonaws.com:5432/?Action=connect&DBUser=app&DBUser=root";
    return Stream.of(
        post("by a page of the web", "Origin: https://evil.example\r\n", good, 400, "authority"),
        post("for a week", "", "GET " + presigned("GET", object, 604_800), 403, "denied"),
        post(
            "longer than the rule says",
            "",
            "GET " + presigned("GET", object, 1_000),
            403,
            "denied"),
        post(
            "of another object",
            "",
            good.replace("january.txt", "february.txt"),
            403,
            "signature_mismatch"),
        post(
            "of a longer life",
            "",
            good.replace("Expires=60", "Expires=61"),
            403,
            "signature_mismatch"),
        post(
            "of an old one",
            "",
            "GET "
                + presigned(
                    "GET", object, 60, "s3", KEY, secret, Headers.EMPTY, now.minusSeconds(120)),
            403,
            "signature_mismatch"),
        post(
            "of a host that is not AWS's",
            "",
            "GET " + presigned("GET", "https://evil.example/x", 60),
            403,
            "host_not_permitted"),
        post(
            "of a bucket's host that only looks like one",
            "",
            "GET " + presigned("GET", "https://s3.us-east-1.amazonaws.com.evil.example/x", 60),
            403,
            "host_not_permitted"),
        post("with another header", "", good + "\nx-amz-acl: public-read", 400, "ambiguous"),
        post("with a Host of its own", "", good + "\nHost: evil.example", 400, "unreadable"),
        post(
            "signed in the headers too",
            "",
            good + "\nAuthorization: AWS4-HMAC-SHA256 x",
            400,
            "ambiguous"),
        post(
            "with another signed header",
            "",
            "GET "
                + presigned(
                    "GET",
                    sts,
                    60,
                    "sts",
                    KEY,
                    secret,
                    Headers.of("x-k8s-aws-id", "staging", "x-vault", "v"),
                    now)
                + "\nx-k8s-aws-id: staging\nx-vault: v",
            403,
            "denied"),
        post(
            "of an identity for nobody",
            "",
            "GET " + presigned("GET", sts, 60, "sts", KEY, secret, Headers.EMPTY, now),
            403,
            "denied"),
        post(
            "of a cluster that is named twice",
            "",
            "GET "
                + presigned("GET", sts, 60, "sts", KEY, secret, cluster, now)
                + "\nx-k8s-aws-id: staging\nx-k8s-aws-id: prod",
            403,
            "signature_mismatch"),
        post(
            "of an operation that is not listed",
            "",
            "DELETE " + presigned("DELETE", object, 60),
            403,
            "denied"),
        post(
            "of a copy",
            "",
            "PUT "
                + presigned(
                    "PUT",
                    object,
                    60,
                    "s3",
                    KEY,
                    secret,
                    Headers.of("x-amz-copy-source", "prod/x"),
                    now)
                + "\nx-amz-copy-source: prod/x",
            403,
            "denied"),
        post(
            "of two users",
            "",
            "GET " + presigned("GET", root, 60, "rds-db", KEY, secret, Headers.EMPTY, now),
            400,
            "unreadable"),
        post(
            "for an account that is not the agent's",
            "",
            "GET "
                + presigned(
                    "GET", object, 60, "s3", "AKIA999999999999CLDE", secret, Headers.EMPTY, now),
            403,
            "unknown_account"),
        post(
            "by a real key",
            "",
            "GET "
                + presigned(
                    "GET", object, 60, "s3", "ASIAIOSFODNN7EXAMPLE", secret, Headers.EMPTY, now),
            403,
            "unknown_agent"),
        post("without a signature", "", "GET " + object, 400, "signature_unsupported"),
        post("of nothing", "", "", 400, "unreadable"),
        post("of two requests", "", good + "\n" + good, 400, "unreadable"),
        post("of a user in the URL", "", good.replace("https://", "https://a@"), 400, "unreadable"),
        post("of another scheme", "", good.replace("https://", "file://"), 400, "unreadable"),
        post("of too long a text", "", good + "x".repeat(70_000), 413, "body_too_large"),
        new Attempt(
            "by GET", "GET /?url=x HTTP/1.1\r\nHost: " + MINT + "\r\n", "", 400, "unreadable"),
        new Attempt(
            "at another path",
            "POST /x HTTP/1.1\r\nHost: " + MINT + "\r\n",
            good,
            400,
            "unreadable"),
        new Attempt(
            "at another host",
            "POST / HTTP/1.1\r\nHost: s3.us-east-1.amazonaws.com\r\n",
            good,
            400,
            "authority"));
  }

  private static Attempt post(String name, String more, String body, int status, String failure) {
    return new Attempt(
        name, "POST / HTTP/1.1\r\nHost: " + MINT + "\r\n" + more, body, status, failure);
  }

  @ParameterizedTest(name = "a signed URL {0}")
  @MethodSource("attempts")
  void isNotHandedOut(Attempt attempt) throws IOException {
    try (RawAgent agent = RawAgent.tunnel(sandbox.gateway(), trust, MINT)) {
      RawAgent.Answer answer =
          agent
              .send(
                  attempt.head()
                      + "Content-Length: "
                      + attempt.body().length()
                      + "\r\n\r\n"
                      + attempt.body())
              .answer();
      assertThat(answer.status()).as(answer.body()).isEqualTo(attempt.status());
      assertThat(answer.mentions("X-Amz-Security-Token")).isFalse();
      assertThat(outcome(answer).path("failure").asText()).isEqualTo(attempt.failure());
    }
    assertThat(sandbox.aws().calls()).isEmpty();
  }

  /** Requests without a key, in a tunnel that says whose they are, and what becomes of them. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bedrock-runtime.us-east-1.amazonaws.com | POST /model/m/invoke | Authorization: Bearer planted-token | bedrock:InvokeModel | ",
        "cognito-idp.us-east-1.amazonaws.com | POST / | X-Amz-Target: AWSCognitoIdentityProviderService.InitiateAuth | cognito-idp:InitiateAuth | ",
        "cognito-idp.us-east-1.amazonaws.com | POST / | X-Amz-Target: AWSCognitoIdentityProviderService.SignUp | cognito-idp:SignUp | denied",
        "s3.us-east-1.amazonaws.com | GET /staging-reports/2026/january.txt | X-Other: x | s3:GetObject | denied",
        "sts.us-east-1.amazonaws.com | GET /?Action=AssumeRoleWithWebIdentity&Version=2011-06-15 | X-Other: x | sts:AssumeRoleWithWebIdentity | denied",
        "s3.us-east-1.amazonaws.com | PUT /staging-reports/x | X-Other: x | : | signature_unsupported",
        "dynamodb.us-east-1.amazonaws.com | POST / | X-Amz-Target: DynamoDB_20120810.ListTables | : | signature_unsupported",
        "dynamodb.us-east-1.amazonaws.com | GET / | Authorization: Bearer planted-token | : | signature_unsupported",
      })
  void aCallWithoutAKeyIsItsTunnels(
      String host, String line, String header, String operation, String failure)
      throws IOException {
    String proof =
        Base64.getEncoder()
            .encodeToString(("claude:" + secret.reveal()).getBytes(StandardCharsets.UTF_8));
    String body = line.startsWith("POST") ? "{}" : "";
    try (RawAgent plain = RawAgent.plain(sandbox.gateway())) {
      plain.connect(host + ":443", "Proxy-Authorization: Basic " + proof + "\r\n");
      RawAgent agent = plain.tls(trust, host);
      RawAgent.Answer answer =
          agent
              .send(
                  line
                      + " HTTP/1.1\r\nHost: "
                      + host
                      + "\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: "
                      + body.length()
                      + "\r\n"
                      + header
                      + "\r\n\r\n"
                      + body)
              .answer();
      JsonNode outcome = outcome(answer);
      JsonNode call = outcome.path("call");
      assertThat(call.path("service").asText() + ":" + call.path("action").asText())
          .isEqualTo(operation);
      assertThat(call.path("account").asText()).isEmpty();
      assertThat(outcome.path("agent").asText()).isEqualTo("claude");
      assertThat(outcome.path("failure").asText()).isEqualTo(failure == null ? "" : failure);
      assertThat(outcome.path("upstream").path("status").asInt() > 0).isEqualTo(failure == null);
      assertThat(outcome.has("session")).isFalse();
    }
    assertThat(Files.readString(sandbox.config().audit().file())).doesNotContain("planted-token");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {MINT + ":80", MINT + ".:443", "x." + MINT + ":443", "countersign.internal:443"})
  void onlyTheOneHostMints(String authority) throws IOException {
    try (RawAgent agent = RawAgent.plain(sandbox.gateway())) {
      RawAgent.Answer connected = agent.connect(authority, "");
      if (connected.status() == 200) {
        String host = authority.split(":")[0].replaceFirst("\\.$", "");
        RawAgent inside = agent.tls(trust, host);
        String body =
            "GET "
                + presigned(
                    "GET",
                    "https://s3.us-east-1.amazonaws.com/staging-reports/2026/january.txt",
                    60);
        RawAgent.Answer answer =
            inside
                .send(
                    "POST / HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s"
                        .formatted(host, body.length(), body))
                .answer();
        boolean same = authority.equals(MINT + ".:443");
        assertThat(answer.status()).isEqualTo(same ? 200 : 403);
      }
    }
  }
}
