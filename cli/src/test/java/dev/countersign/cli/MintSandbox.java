package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.certs.CertificateAuthority;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Header;
import dev.countersign.model.Headers;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import dev.countersign.signer.Presigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/**
 * A sandbox whose rules permit some signed URLs, an agent in it, and somebody outside who has
 * nothing but what the agent was given.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MintSandbox {

  static final String MINT = "mint.countersign.internal";
  static final String KEY = "AKIA222222222222CLDE";
  static final ObjectMapper JSON = new ObjectMapper();

  private static final String RULES =
      """
      rules:
        - name: everything
          allow: true
        - name: tokens for the cluster staging
          allow: >-
            aws.auth == "mint" && aws.action == "GetCallerIdentity"
            && aws.params["x-k8s-aws-id"] == "staging"
        - name: objects to hand out
          allow: >-
            aws.auth == "mint" && aws.service == "s3" && aws.action in ["GetObject", "PutObject"]
            && aws.params["X-Amz-Expires"] <= 900 && !aws.params.Key.startsWith("secret/")
        - name: the database of the app
          allow: aws.auth == "mint" && aws.service == "rds-db" && aws.params.DBUser == "app"
        - name: the site's source
          allow: >-
            aws.auth == "mint" && aws.action == "GitPush" && aws.resource.endsWith(":site")
        - name: the models' own keys
          allow: aws.auth == "bearer" && aws.service == "bedrock"
        - name: signing in, and whatever STS takes
          allow: aws.auth == "none" && (aws.action == "InitiateAuth" || aws.service == "sts")
        - name: a person says so
          approve: aws.auth == "mint" && aws.service == "dsql"
      """;

  Sandbox sandbox;
  AgentSetup setup;
  AgentEnvironment environment;
  SSLContext trust;
  Secret secret;

  /** An empty directory of the test's own. */
  abstract Path directory();

  @BeforeAll
  final void start() throws IOException {
    sandbox = Sandbox.start(directory(), "127.0.0.1:0", RULES);
    setup =
        AgentSetup.prepare(
            sandbox.config(),
            CertificateAuthority.open(sandbox.config().stateDirectory(), Clock.systemUTC()),
            sandbox.gateway().address(),
            sandbox.agent(),
            sandbox.config().account("staging"),
            Map.of());
    environment = new AgentEnvironment(setup.set());
    trust = RawAgent.trust(sandbox.gateway());
    secret = PlaceholderProfile.secret(sandbox.agent().secretFile().orElseThrow());
  }

  @AfterAll
  final void stop() {
    sandbox.close();
  }

  @BeforeEach
  final void forget() {
    sandbox.aws().clearCalls();
  }

  /** What a command prints, as the agent. */
  final String run(int exit, String... arguments) {
    Ran ran = Ran.of(Ran.with(MintOption.class, new MintOption(environment)), (Object[]) arguments);
    String printed = ran.out() + ran.err();
    assertThat(ran.exit()).as(printed).isEqualTo(exit);
    return printed.strip();
  }

  /** What AWS answers to somebody who has nothing but the URL. */
  final RawAgent.Answer use(String method, String url, String headers, String body)
      throws IOException {
    URI uri = URI.create(url);
    String request =
        "%s %s?%s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(
                method,
                uri.getRawPath(),
                uri.getRawQuery(),
                uri.getRawAuthority(),
                headers,
                body.length(),
                body);
    try (RawAgent stranger =
        RawAgent.direct(sandbox.aws().address(), sandbox.aws().caCertificate(), uri.getHost())) {
      return stranger.send(request).answer();
    }
  }

  /** One made by the placeholder key, as any SDK makes it. */
  final String presigned(String method, String url, int seconds) {
    return presigned(method, url, seconds, "s3", KEY, secret, Headers.EMPTY, Instant.now());
  }

  static String presigned(
      String method,
      String url,
      int seconds,
      String service,
      String key,
      Secret secret,
      Headers more,
      Instant at) {
    URI uri = URI.create(url);
    Headers headers = Headers.of("Host", uri.getRawAuthority());
    for (Header header : more) {
      headers = headers.plus(header.name(), header.value());
    }
    String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
    return new Presigner(Clock.fixed(at, ZoneOffset.UTC))
        .sign(
            new RequestHead(method, uri.getRawPath() + query, uri.getHost(), 443, headers),
            new SigningScope("us-east-1", service),
            Duration.ofSeconds(seconds),
            new AwsCredentials(key, secret, null, null))
        .url();
  }

  /** The outcome of a call; of one that AWS answers, it is written after the answer. */
  final JsonNode outcome(RawAgent.Answer answer) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < end) {
      for (String line : Files.readAllLines(sandbox.config().audit().file())) {
        JsonNode entry = JSON.readTree(line);
        if (entry.path("phase").asText().equals("outcome")
            && answer.mentions(entry.path("id").asText())) {
          return entry;
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
    }
    throw new AssertionError("no outcome of " + answer);
  }

  final List<JsonNode> records(String action) throws IOException {
    return Files.readAllLines(sandbox.config().audit().file()).stream()
        .map(
            line -> {
              try {
                return JSON.readTree(line);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .filter(entry -> entry.path("call").path("action").asText().equals(action))
        .toList();
  }
}
