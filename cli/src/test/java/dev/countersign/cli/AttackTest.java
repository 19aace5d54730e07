package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.config.ConfigReader;
import dev.countersign.config.SecretFiles;
import dev.countersign.model.Secret;
import dev.countersign.testkit.ReceivedCall;
import dev.countersign.testkit.StandIn;
import dev.countersign.testkit.StandInOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a prompt-injected agent with a raw socket would send, against the assembled gateway whose
 * rules allow everything: what is refused here is refused whatever the operator permits. After each
 * attack AWS has seen nothing, one outcome is on record, and the gateway still serves.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttackTest {

  private static final String KEY = "AKIA222222222222CLDE";
  private static final String S3 = "s3.us-east-1.amazonaws.com";
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private static Path directory;
  private StandIn aws;
  private RunningGateway gateway;
  private Secret secret;
  private SSLContext trust;
  private RawAgent honest;
  private long before;
  private final List<String> lines = new ArrayList<>();
  private long position;

  @BeforeAll
  void start() throws IOException {
    aws = StandIn.start(StandInOptions.demo());
    aws.seedDemo();
    Path config =
        Sandbox.write(
            directory,
            "127.0.0.1:0",
            "rules:\n  - name: everything\n    allow: true\n",
            aws.address(),
            aws.caPem());
    PrivateFile.write(directory.resolve("other.secret"), "the-secret-of-the-other-agent-0001");
    Files.writeString(
        config,
        Files.readString(config)
            .replace(
                "agents:\n",
                "agents:\n  other: { tag: OTHR, secret-file: other.secret, accounts: [prod, third] }\n")
            .replace(
                "{ name: staging,",
                "{ name: staging, apis: [ourapi0001.execute-api.us-east-1.amazonaws.com,"
                    + " a1b2c3d4e5f6g7-ats.iot.us-east-1.amazonaws.com],")
            .replace(
                "credentials:\n",
                "  \"333333333333\": { name: third, role: gateway, apis: [theirapi01.execute-api.us-east-1.amazonaws.com] }\nconfine: buckets\ncredentials:\n"));
    gateway = RunningGateway.start(ConfigReader.read(config, Map.of()), Clock.systemUTC());
    trust = RawAgent.trust(gateway);
    honest = RawAgent.tunnel(gateway, trust, S3);
    secret = SecretFiles.read(directory.resolve("claude.secret"));
  }

  @AfterAll
  void stop() throws IOException {
    honest.close();
    gateway.close();
    aws.close();
  }

  @BeforeEach
  void forget() throws IOException {
    aws.clearCalls();
    before = since(0).count();
  }

  /** On a connection that stays open beside all the attacks. */
  @AfterEach
  void anHonestCallStillGoesThrough() throws IOException {
    RawAgent.Answer answer = honest.send(good("/staging-reports/")).answer();
    assertThat(answer.status()).isEqualTo(200);
    // The agent may have its answer before the outcome is on record.
    eventually(() -> since(before).anyMatch(line -> isOutcomeOf(line, answer)));
  }

  private static boolean isOutcomeOf(String line, RawAgent.Answer answer) {
    return line.contains("\"phase\":\"outcome\"")
        && answer.mentions(line.substring(7, 7 + UUID.randomUUID().toString().length()));
  }

  static Stream<Attack> attacks() {
    return Stream.of(
            "operations.txt",
            "identities.txt",
            "framing.txt",
            "issuers.txt",
            "confinement.txt",
            "forms.txt",
            "auth.txt",
            "sigv4a.txt",
            "events.txt",
            "websockets.txt")
        .flatMap(Attack::all);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacks")
  void awsSeesNothingOfIt(Attack attack) throws IOException {
    RawAgent.Answer answer;
    try (RawAgent agent = RawAgent.tunnel(gateway, trust, attack.host())) {
      answer = agent.send(attack.wire(KEY, secret)).answer();
    }
    itWasRefused(attack, answer);
  }

  static Stream<Attack> attacksOnTheEndpoint() {
    return Attack.all("endpoint.txt");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("attacksOnTheEndpoint")
  void awsSeesNothingOfItByTheEndpoint(Attack attack) throws IOException {
    InetSocketAddress own = gateway.endpoint().orElseThrow();
    Attack there = attack.at(Listing.address(own));
    RawAgent.Answer answer;
    try (RawAgent agent = RawAgent.plain(own)) {
      answer = agent.send(there.wire(KEY, secret)).answer();
    }
    itWasRefused(there, answer);
  }

  private void itWasRefused(Attack attack, RawAgent.Answer answer) throws IOException {
    assertThat(outcomes())
        .singleElement()
        .satisfies(o -> assertThat(o.path("failure").asText()).isEqualTo(attack.outcome()));
    assertThat(answer.status()).isEqualTo(attack.status());
    assertThat(answer.mentions("x-countersign-request-id")).isTrue();
    assertThat(seen()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "s3.amazonaws.com.attacker.example",
        "s3-us-east-1.amazonaws.com.attacker.example",
        "xs3.us-east-1.amazonaws.co",
        "notamazonaws.com",
        "balancer-1.us-east-1.elb.amazonaws.com",
        "ec2-203-0-113-1.compute-1.amazonaws.com",
        "abcdef.execute-api.us-east-1.amazonaws.com",
        "abcdef.lambda-url.us-east-1.on.aws",
        "search-x.us-east-1.es.amazonaws.com",
        "d111.cloudfront.net",
        "bucket.s3-website-us-east-1.amazonaws.com",
        "sts.moon-north-1.amazonaws.com",
        "s3.us-east-1.amazonaws.com.cn",
        "xn--s3-xyz.us-east-1.amazonaws.com",
        "localhost",
        "metadata.google.internal"
      })
  void nothingIsSignedForAStranger(String host) throws IOException {
    try (RawAgent agent = RawAgent.tunnel(gateway, trust, host)) {
      String request = good("/staging-reports").replace("Host: " + S3, "Host: " + host);
      assertThat(agent.send(request).answer().status()).isEqualTo(403);
    }
    assertThat(outcomes())
        .singleElement()
        .satisfies(o -> assertThat(o.path("failure").asText()).isEqualTo("host_not_permitted"));
    assertThat(aws.calls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:443, 403",
    "0.0.0.0:443, 403",
    "169.254.169.254:80, 403",
    "[::1]:443, 403",
    "[::ffff:127.0.0.1]:443, 403",
    "[fd00:ec2::254]:80, 403",
    "2130706433:443, 400",
    "0x7f.1:443, 400",
    "127.1:443, 400",
    "0177.0.0.1:443, 400",
    "agent@s3.us-east-1.amazonaws.com:443, 400",
    "s3.us-east-1.amazonaws.com, 400",
    "s3.us-east-1.amazonaws.com:0, 400",
    "s3.us-east-1.amazonaws.com:65536, 400",
    "s3..amazonaws.com:443, 400",
    "s3.us-east-1.amazonaws.com..:443, 400",
    "s3%2eus-east-1.amazonaws.com:443, 400",
    "https://s3.us-east-1.amazonaws.com:443, 400",
    "/:443, 400"
  })
  void aTunnelLeadsToAPlainNameOrNowhere(String authority, int status) throws IOException {
    try (RawAgent agent = RawAgent.plain(gateway)) {
      assertThat(agent.connect(authority, "").status()).isEqualTo(status);
      assertThat(agent.ends()).isTrue();
    }
    assertThat(outcomes()).hasSize(1);
  }

  @Test
  void theHandshakeNamesTheHostOfTheTunnel() throws IOException {
    try (RawAgent agent = RawAgent.plain(gateway)) {
      assertThat(agent.connect(S3 + ":443", "").status()).isEqualTo(200);
      assertThatThrownBy(() -> agent.tls(trust, "sts.us-east-1.amazonaws.com"))
          .isInstanceOf(IOException.class);
    }
    assertThat(aws.calls()).isEmpty();
  }

  @Test
  void aTunnelThatProvedOneAgentTakesNoKeyOfAnother() throws IOException {
    String other = "Basic b3RoZXI6dGhlLXNlY3JldC1vZi10aGUtb3RoZXItYWdlbnQtMDAwMQ==";
    try (RawAgent plain = RawAgent.plain(gateway)) {
      assertThat(plain.connect(S3 + ":443", "Proxy-Authorization: " + other + "\r\n").status())
          .isEqualTo(200);
      RawAgent agent = plain.tls(trust, S3);
      assertThat(agent.send(good("/staging-reports")).answer().status()).isEqualTo(403);
    }
    assertThat(outcomes())
        .singleElement()
        .satisfies(o -> assertThat(o.path("failure").asText()).isEqualTo("unknown_agent"));
    assertThat(aws.calls()).isEmpty();
  }

  @Test
  void aRequestBehindARefusedOneIsNotRead() throws IOException {
    String refused =
        "PUT /staging-reports/x HTTP/1.1\r\nHost: %s\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
            .formatted(S3);
    try (RawAgent agent = RawAgent.tunnel(gateway, trust, S3)) {
      agent.send(refused + good("/staging-reports"));
      assertThat(agent.answer().status()).isEqualTo(400);
      assertThat(agent.ends()).isTrue();
    }
    assertThat(outcomes()).hasSize(1);
    assertThat(aws.calls()).isEmpty();
  }

  @Test
  void anAmbiguousRequestBehindAGoodOneIsRefusedInItsTurn() throws IOException {
    String refused =
        "PUT /staging-reports/x HTTP/1.1\r\nHost: %s\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
            .formatted(S3);
    try (RawAgent agent = RawAgent.tunnel(gateway, trust, S3)) {
      agent.send(good("/staging-reports") + refused + good("/staging-reports"));
      assertThat(agent.answer().status()).isEqualTo(200);
      assertThat(agent.answer().status()).isEqualTo(400);
      assertThat(agent.ends()).isTrue();
    }
    assertThat(outcomes(2)).hasSize(2);
    assertThat(seen()).containsExactly("ListObjects");
  }

  @Test
  void pipelinedRequestsAreJudgedOneByOne() throws IOException {
    try (RawAgent agent = RawAgent.tunnel(gateway, trust, S3)) {
      agent.send(good("/staging-reports") + good("/staging-reports?acl&policy") + good("/"));
      assertThat(agent.answer().status()).isEqualTo(200);
      assertThat(agent.answer().status()).isEqualTo(403);
      assertThat(agent.answer().status()).isEqualTo(200);
    }
    assertThat(outcomes(3)).hasSize(3);
    assertThat(seen()).containsExactly("ListObjects", "ListBuckets");
  }

  @Test
  void bytesBehindTheDeclaredEndAreNoPartOfTheCall() throws IOException {
    Attack put =
        new Attack("", Map.of("to", S3), List.of("PUT /staging-reports/five HTTP/1.1"), "hello");
    try (RawAgent agent = RawAgent.tunnel(gateway, trust, S3)) {
      agent.send(put.wire(KEY, secret) + "DELETE /staging-reports HTTP/1.1\nHost: x\n\n");
      assertThat(agent.answer().status()).isEqualTo(200);
      assertThat(agent.answer().status()).isEqualTo(400);
    }
    assertThat(seen()).containsExactly("PutObject");
  }

  private String good(String target) {
    return new Attack("", Map.of("to", S3), List.of("GET " + target + " HTTP/1.1"), "")
        .wire(KEY, secret);
  }

  /** What reached AWS, without the gateway's own calls to STS. */
  private List<String> seen() {
    return aws.calls().stream()
        .filter(call -> !call.action().equals("AssumeRole"))
        .map(ReceivedCall::action)
        .toList();
  }

  private List<JsonNode> outcomes() throws IOException {
    List<JsonNode> outcomes = new ArrayList<>();
    for (String line : since(before).toList()) {
      JsonNode entry = JSON.readTree(line);
      if (entry.path("phase").asText().equals("outcome")) {
        outcomes.add(entry);
      }
    }
    return outcomes;
  }

  /** As {@link #outcomes()}, once there are {@code count}. */
  private List<JsonNode> outcomes(int count) throws IOException {
    eventually(() -> outcomes().size() >= count);
    return outcomes();
  }

  /** The audit's lines from a number on; reads no byte of the file twice. */
  private Stream<String> since(long number) throws IOException {
    try (SeekableByteChannel audit = Files.newByteChannel(gateway.config().audit().file())) {
      ByteBuffer news = ByteBuffer.allocate((int) (audit.size() - position));
      audit.position(position).read(news);
      String text = StandardCharsets.US_ASCII.decode(news.flip()).toString();
      int whole = text.lastIndexOf('\n') + 1;
      position += whole;
      text.substring(0, whole).lines().forEach(lines::add);
    }
    return lines.stream().skip(number);
  }

  private interface Condition {
    boolean holds() throws IOException;
  }

  private static void eventually(Condition condition) throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
    while (!condition.holds()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
