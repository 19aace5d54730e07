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
import dev.countersign.testkit.ReceivedCall;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Signed URLs and tokens: made by the gateway for the agent, and used by somebody without one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MintTest {

  private static final String MINT = "mint.countersign.internal";
  private static final String KEY = "AKIA222222222222CLDE";
  private static final ObjectMapper JSON = new ObjectMapper();

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
        - name: the models' own keys
          allow: aws.auth == "bearer" && aws.service == "bedrock"
        - name: signing in, and whatever STS takes
          allow: aws.auth == "none" && (aws.action == "InitiateAuth" || aws.service == "sts")
        - name: a person says so
          approve: aws.auth == "mint" && aws.service == "dsql"
      """;

  @TempDir private static Path directory;
  private Sandbox sandbox;
  private AgentSetup setup;
  private AgentEnvironment environment;
  private SSLContext trust;
  private Secret secret;

  @BeforeAll
  void start() throws IOException {
    sandbox = Sandbox.start(directory, "127.0.0.1:0", RULES);
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
  void stop() {
    sandbox.close();
  }

  @BeforeEach
  void forget() {
    sandbox.aws().clearCalls();
  }

  /** What a command prints, as the agent. */
  private String run(int exit, String... arguments) {
    StringWriter out = new StringWriter();
    CommandLine.IFactory usual = CommandLine.defaultFactory();
    CommandLine.IFactory factory =
        new CommandLine.IFactory() {
          @Override
          public <K> K create(Class<K> type) throws Exception {
            return type.equals(MintOption.class)
                ? type.cast(new MintOption(environment))
                : usual.create(type);
          }
        };
    int code =
        Main.commandLine(factory)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(out))
            .execute(arguments);
    assertThat(code).as(out.toString()).isEqualTo(exit);
    return out.toString().strip();
  }

  /** What AWS answers to somebody who has nothing but the URL. */
  private RawAgent.Answer use(String method, String url, String headers, String body)
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

  @Test
  void aStrangerReadsTheOneObject() throws IOException {
    String url =
        run(0, "presign", "s3://staging-reports/2026/january.txt", "--region", "us-east-1");
    assertThat(sandbox.aws().calls()).extracting(ReceivedCall::action).doesNotContain("GetObject");
    assertThat(use("GET", url, "", "").status()).isEqualTo(200);
    assertThat(use("GET", url.replace("january.txt", "february.txt"), "", "").status())
        .isEqualTo(403);
    assertThat(use("DELETE", url, "", "").status()).isEqualTo(403);
    assertThat(use("PUT", url, "", "mine").status()).isEqualTo(403);
    assertThat(use("GET", url.replace("Expires=900", "Expires=9000"), "", "").status())
        .isEqualTo(403);
    assertThat(use("GET", url + "&versionId=1", "", "").status()).isEqualTo(403);
  }

  @Test
  void aStrangerWritesWhatTheUrlSays() throws IOException {
    String url =
        run(
            0,
            "presign",
            "-X",
            "PUT",
            "s3://staging-reports/in",
            "--header",
            "content-type=text/csv");
    assertThat(use("PUT", url, "Content-Type: text/csv\r\n", "a,b").status()).isEqualTo(200);
    assertThat(use("PUT", url, "Content-Type: text/html\r\n", "a,b").status()).isEqualTo(403);
    assertThat(use("GET", url, "Content-Type: text/csv\r\n", "").status()).isEqualTo(403);
  }

  @Test
  void whatAnotherToolPresignedIsExchanged() throws IOException {
    String made =
        presigned("GET", "https://s3.us-east-1.amazonaws.com/staging-reports/2026/january.txt", 60);
    assertThat(use("GET", made, "", "").status()).isEqualTo(403);
    JsonNode minted = JSON.readTree(run(0, "presign", made, "--json"));
    assertThat(minted.path("url").asText()).doesNotContain(KEY);
    assertThat(Instant.parse(minted.path("expires").asText()))
        .isBefore(Instant.now().plusSeconds(61));
    assertThat(use("GET", minted.path("url").asText(), "", "").status()).isEqualTo(200);
  }

  /** Made offline by the placeholder key, in the agent's own environment. */
  @Test
  void whatTheAwsCliMakesIsExchanged() throws Exception {
    Clients.needs("aws", "--version");
    MintClient client = new MintClient(environment, Optional.of("staging"));
    String object =
        aws("s3", "presign", "s3://staging-reports/2026/january.txt", "--expires-in", "60");
    String url = client.exchange("GET", object, Headers.EMPTY).url();
    assertThat(use("GET", url, "", "").status()).isEqualTo(200);

    String token =
        JSON.readTree(aws("eks", "get-token", "--cluster-name", "staging"))
            .path("status")
            .path("token")
            .asText();
    String placeholder =
        new String(
            Base64.getUrlDecoder().decode(token.substring("k8s-aws-v1.".length())),
            StandardCharsets.UTF_8);
    String identity =
        client.exchange("GET", placeholder, Headers.of("x-k8s-aws-id", "staging")).url();
    assertThat(use("GET", identity, "x-k8s-aws-id: staging\r\n", "").body())
        .contains("222222222222");

    String password =
        aws(
            "rds",
            "generate-db-auth-token",
            "--hostname=db.c1.us-east-1.rds.amazonaws.com",
            "--port=5432",
            "--username=app");
    assertThat(client.exchange("GET", "https://" + password, Headers.EMPTY).url())
        .startsWith("https://" + password.substring(0, password.indexOf("X-Amz-Credential")))
        .doesNotContain(KEY);
  }

  private String aws(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("aws"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    setup.applyTo(builder.environment());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    return output.strip();
  }

  @Test
  void kubectlGetsATokenOfTheClusterThatIsPermitted() throws IOException {
    JsonNode credential =
        JSON.readTree(run(0, "token", "eks", "--cluster-name", "staging", "--region", "us-east-1"));
    assertThat(credential.path("kind").asText()).isEqualTo("ExecCredential");
    assertThat(credential.path("apiVersion").asText()).isEqualTo("client.authentication.k8s.io/v1");
    assertThat(Instant.parse(credential.path("status").path("expirationTimestamp").asText()))
        .isBetween(Instant.now().plusSeconds(600), Instant.now().plusSeconds(900));
    String token = credential.path("status").path("token").asText();
    assertThat(token).startsWith("k8s-aws-v1.").doesNotContain("=");
    String url =
        new String(
            Base64.getUrlDecoder().decode(token.substring("k8s-aws-v1.".length())),
            StandardCharsets.UTF_8);
    // As aws-iam-authenticator uses it.
    RawAgent.Answer cluster = use("GET", url, "x-k8s-aws-id: staging\r\n", "");
    assertThat(cluster.status()).isEqualTo(200);
    assertThat(cluster.body()).contains("222222222222").contains("assumed-role");
    assertThat(use("GET", url, "x-k8s-aws-id: prod\r\n", "").status()).isEqualTo(403);
    assertThat(use("GET", url, "", "").status()).isEqualTo(403);
  }

  @Test
  void anotherClusterIsAnotherCall() {
    String said = run(1, "token", "eks", "--cluster-name", "prod", "--region", "us-east-1");
    assertThat(said)
        .contains("no rule allows sts:GetCallerIdentity")
        .contains("allow: aws.auth == \"mint\" && aws.service == \"sts\"");
  }

  @Test
  void aDatabaseGetsItsPassword() throws IOException {
    String password =
        run(
            0,
            "token",
            "rds",
            "--hostname",
            "db.c1.us-east-1.rds.amazonaws.com",
            "--port",
            "5432",
            "--username",
            "app",
            "--region",
            "us-east-1");
    assertThat(password)
        .startsWith("db.c1.us-east-1.rds.amazonaws.com:5432/?Action=connect&DBUser=app&X-Amz-")
        .contains("X-Amz-Expires=900")
        .contains("X-Amz-Security-Token=")
        .doesNotContain(KEY);
    assertThat(
            run(
                1,
                "token",
                "rds",
                "--hostname",
                "db.c1.us-east-1.rds.amazonaws.com",
                "--port",
                "5432",
                "--username",
                "root",
                "--region",
                "us-east-1"))
        .contains("no rule allows rds-db:connect");
    assertThat(
            run(
                1,
                "token",
                "dsql",
                "--hostname",
                "abc.dsql.us-east-1.on.aws",
                "--region",
                "us-east-1"))
        .contains("approval");
    assertThat(sandbox.aws().calls()).allMatch(call -> call.action().equals("AssumeRole"));
  }

  @Test
  void everythingIsOnRecordAndNoSecretIs() throws IOException {
    String url =
        run(0, "presign", "s3://staging-reports/2026/january.txt", "--region", "us-east-1");
    List<JsonNode> records = records("GetObject");
    JsonNode outcome = records.getLast();
    assertThat(records.get(records.size() - 2).path("phase").asText()).isEqualTo("intent");
    assertThat(outcome.path("phase").asText()).isEqualTo("outcome");
    assertThat(outcome.path("call").path("auth").asText()).isEqualTo("mint");
    assertThat(outcome.path("call").path("resource").asText())
        .isEqualTo("arn:aws:s3:::staging-reports/2026/january.txt");
    assertThat(outcome.path("rule").asText()).isEqualTo("objects to hand out");
    assertThat(outcome.path("session").path("role").asText()).contains("222222222222");
    String audit = Files.readString(sandbox.config().audit().file());
    assertThat(audit).doesNotContain("X-Amz-Signature").doesNotContain("X-Amz-Security-Token");
    for (AwsCredentials real : sandbox.aws().sessionCredentials()) {
      assertThat(url).doesNotContain(real.secretAccessKey().reveal());
      assertThat(audit)
          .doesNotContain(real.secretAccessKey().reveal())
          .doesNotContain(real.accessKeyId());
    }
  }

  /** One made by the placeholder key, as any SDK makes it. */
  private String presigned(String method, String url, int seconds) {
    return presigned(method, url, seconds, "s3", KEY, secret, Headers.EMPTY, Instant.now());
  }

  private static String presigned(
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

  @Test
  void theSameRequestAgainIsAnotherUrlOnRecord() throws IOException {
    String made =
        presigned("GET", "https://s3.us-east-1.amazonaws.com/staging-reports/2026/january.txt", 60);
    int before = records("GetObject").size();
    run(0, "presign", made);
    run(0, "presign", made);
    assertThat(records("GetObject")).hasSize(before + 4);
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

  private JsonNode outcome(RawAgent.Answer answer) throws IOException {
    for (String line : Files.readAllLines(sandbox.config().audit().file())) {
      JsonNode entry = JSON.readTree(line);
      if (entry.path("phase").asText().equals("outcome")
          && answer.mentions(entry.path("id").asText())) {
        return entry;
      }
    }
    throw new AssertionError("no outcome of " + answer);
  }

  private List<JsonNode> records(String action) throws IOException {
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
