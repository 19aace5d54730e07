package dev.countersign.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.certs.CertificateAuthority;
import dev.countersign.rules.RuleSource;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as a person types them: what they print, and their exit codes. */
class CommandsTest {

  private static final String RULES =
      """
      rules:
        - name: no deletions
          deny: aws.action.startsWith("Delete")
          reason: Nothing is deleted here.
        - name: the rest
          allow: aws.known
      """;

  @TempDir private Path directory;
  private Path config;

  @BeforeEach
  void write() throws IOException {
    write("127.0.0.1:0", RULES);
  }

  private void write(String listen, String rules) throws IOException {
    InetSocketAddress nobody = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9);
    String pem = CertificateAuthority.ephemeral("nobody", Clock.systemUTC()).certificatePem();
    config = Sandbox.write(directory, listen, rules, nobody, pem);
  }

  private static Ran run(String... arguments) {
    return Ran.of((Object[]) arguments);
  }

  private Ran runHere(String... arguments) {
    String[] all = new String[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--config=" + config;
    return run(all);
  }

  @Test
  void withoutACommandItHelpsAndCallsItMisuse() {
    assertThat(run().err()).contains("Usage: countersign", "demo", "serve");
    assertThat(run().exit()).isEqualTo(2);
    assertThat(run("no-such-command").exit()).isEqualTo(2);
    assertThat(run("--version").out()).startsWith("countersign ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "demo",
        "init",
        "serve",
        "run",
        "env",
        "profiles",
        "presign",
        "token",
        "token eks",
        "token rds",
        "token dsql",
        "token elasticache",
        "token memorydb",
        "token msk",
        "token codecommit",
        "rules",
        "rules check",
        "rules test",
        "rules explain",
        "rules diff",
        "rules learn",
        "explain",
        "approvals",
        "approvals list",
        "approvals show",
        "approvals approve",
        "approvals deny",
        "approvals watch",
        "grants",
        "grants list",
        "grants revoke",
        "pauses",
        "pauses list",
        "pauses begin",
        "pauses end",
        "people",
        "people token",
        "people password",
        "config",
        "catalog",
        "catalog list",
        "catalog show",
        "catalog update",
        "config check",
        "config schema",
        "ca",
        "ca export"
      })
  void everyCommandHelpsWithAnExample(String command) {
    String[] words = (command + " --help").split(" ");
    Ran ran = run(words);
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("Usage: countersign " + command).contains("Example:");
  }

  @Test
  void aRightConfigIsSaidToBeRight() {
    Ran ran = runHere("config", "check");
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("is right", "prod (111111111111)", "claude (tag CLDE)");
    assertThat(ran.exit()).isZero();
  }

  @Test
  void brokenYamlIsShownWhereItBreaks() throws IOException {
    Files.writeString(config, "proxy: { listen: ] }\n");
    Ran ran = runHere("config", "check");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("countersign.yaml:").contains("^").doesNotContain("\tat ");
    assertThat(runHere("serve").exit()).isEqualTo(1);
  }

  @Test
  void anUnknownKeyIsShownWithWhatWasMeant() throws IOException {
    Files.writeString(config, Files.readString(config).replace("accounts:", "acounts:"));
    Ran ran = runHere("config", "check");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("acounts", "accounts", "^");
  }

  @Test
  void ruleTestsAreRunAndWhatTheyMissIsSaid() throws IOException {
    assertThat(runHere("rules", "test").out()).contains("the files state no tests");
    assertThat(runHere("rules", "test").exit()).isEqualTo(1);
    Path tests = directory.resolve("tests.yaml");
    String one =
        "tests: [{name: t, call: {service: s3, action: GetObject}, expect: {verdict: allow}}]";
    Files.writeString(tests, one);
    Ran ran = runHere("rules", "test", tests.toString());
    assertThat(ran.out())
        .contains("no test reaches the rule \"no deletions\" (")
        .contains("1 tests: 1 passed, 0 failed; 1 rules are not reached");
    assertThat(ran.exit()).isZero();
    Files.writeString(tests, one.replace("allow", "deny"));
    Ran failed = runHere("rules", "test", tests.toString(), "--json");
    assertThat(failed.exit()).isEqualTo(1);
    JsonNode json = new ObjectMapper().readTree(failed.out());
    assertThat(json.at("/tests/0/failure").asText())
        .isEqualTo("got: allow by \"the rest\" (expected: deny)");
    assertThat(json.at("/unreached/0/rule").asText()).isEqualTo("no deletions");
  }

  @Test
  void aCallThatIsSpeltOutIsExplained() throws IOException {
    Ran ran = runHere("rules", "explain", "{service: s3, action: DeleteBucket}");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out()).contains("-> deny", "aws.action.startsWith(\"Delete\")");
    Ran json =
        runHere("rules", "explain", "{\"service\": \"s3\", \"action\": \"GetObject\"}", "--json");
    assertThat(json.exit()).isZero();
    assertThat(new ObjectMapper().readTree(json.out()).at("/rules/1/because").asText())
        .isEqualTo("aws.known");
    assertThat(runHere("rules", "explain", "{servce: s3}").err()).contains("servce", "^");
    assertThat(runHere("rules", "explain", "{service: s3, action: Get}").err())
        .contains("no service has an action \"Get\"");
  }

  @Test
  void aTestMayHoldACapturedRequestOrNameOne() throws IOException {
    Path tests = directory.resolve("tests.yaml");
    Files.createDirectory(directory.resolve("captured"));
    String request = Clients.text("delete-object.http");
    Files.writeString(directory.resolve("captured").resolve("delete.http"), request);
    String rules =
        """
        rules:
          - name: at night
            allow: aws.action == "DeleteObject" && request.time.getHours() == 3
          - name: of the agent in staging
            allow: >-
              agent.name == "claude" && agent.verified && aws.account_name == "staging" &&
              aws.resource == "arn:aws:s3:::reports/2026/q3 final.pdf" && request.size == 0 &&
              request.time == timestamp("2026-11-21T12:00:00Z")
        tests:
          - name: from a file
            request-file: captured/delete.http
            expect: {verdict: allow, rule: of the agent in staging}
          - name: at another time
            request-file: captured/delete.http
            request: {time: "2026-11-21T03:00:00Z"}
            expect: {verdict: allow, rule: at night}
          - name: unproven
            request-file: captured/delete.http
            agent: {verified: false}
            expect: {verdict: deny}
          - name: as it stands here
            expect: {verdict: allow, rule: of the agent in staging}
            http: |
        """
            + request.indent(6);
    Files.writeString(tests, rules);
    Ran ran = runHere("rules", "test", tests.toString());
    assertThat(ran.err()).isEmpty();
    assertThat(ran.out()).contains("4 tests: 4 passed, 0 failed; 0 rules are not reached");
    assertThat(ran.exit()).isZero();
    Ran json = runHere("rules", "test", tests.toString(), "--json");
    assertThat(new ObjectMapper().readTree(json.out()).at("/tests/3/passes").asBoolean()).isTrue();

    Files.writeString(
        directory.resolve("captured").resolve("delete.http"),
        request.replace("AKIA222222222222CLDE", "AKIA333333333333CLDE"));
    for (String command : new String[] {"check", "test"}) {
      Ran refused = runHere("rules", command, tests.toString());
      assertThat(refused.exit()).as(command).isEqualTo(1);
      assertThat(refused.err())
          .contains("tests.yaml:11:19: tests[0].request-file: refused before the rules: ")
          .contains("333333333333", "UNKNOWN_ACCOUNT", "^");
    }
  }

  @Test
  void whatACaptureHoldsBehindItsLengthWasNotSent() {
    String head =
        "POST / HTTP/1.1\r\nHost: sqs.eu-west-1.amazonaws.com:443\r\nContent-Length: 3\r\n\r\n";
    CapturedRequest request = CapturedRequest.parse((head + "a=b\n").getBytes(US_ASCII));
    assertThat(request.length()).isEqualTo(3);
    assertThat(request.body().bytes(10)).isEqualTo("a=b".getBytes(US_ASCII));
    assertThat(request.head().host()).isEqualTo("sqs.eu-west-1.amazonaws.com");
  }

  @Test
  void rulesMayOnlyNameWhatThereIs() throws IOException {
    write("127.0.0.1:0", RULES + "  - {name: qa, allow: aws.account_name == 'stagign'}\n");
    for (String command : new String[] {"rules check", "rules test", "serve"}) {
      Ran ran = runHere(command.split(" "));
      assertThat(ran.exit()).as(command).isEqualTo(1);
      assertThat(ran.err())
          .contains("the configuration lists no account named \"stagign\"")
          .contains("(did you mean \"staging\"?)");
    }
  }

  @Test
  void withoutAConfigurationTheCatalogIsHeldAgainst() {
    RuleContext context = RuleContext.of(Optional.empty());
    String rule = "rules: [{name: n, deny: \"aws.account_name == 'any' && aws.%s == 'x'\"}]";
    assertThat(context.compile(List.of(new RuleSource("a.yaml", rule.formatted("host")))).tests())
        .isEmpty();
    assertThatThrownBy(
            () -> context.compile(List.of(new RuleSource("a.yaml", rule.formatted("service")))))
        .hasMessageContaining("there is no service \"x\"");
    assertThatThrownBy(() -> context.captures().read(new byte[0]))
        .hasMessageContaining("no HTTP request");
  }

  @Test
  void aRuleWithATypoIsShownWithACaret() throws IOException {
    write("127.0.0.1:0", RULES.replace("aws.known", "aws.knwon"));
    for (String command : new String[] {"rules check", "serve"}) {
      Ran ran = runHere(command.split(" "));
      assertThat(ran.exit()).as(command).isEqualTo(1);
      assertThat(ran.err())
          .contains("rules.yaml:6:", "knwon", "known", "^")
          .doesNotContain("\tat ");
    }
  }

  @Test
  void rulesAreChecked() {
    Ran ran = runHere("rules", "check");
    assertThat(ran.exit()).isZero();
    assertThat(ran.out()).contains("2 rules");
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      write("127.0.0.1:" + taken.getLocalPort(), RULES);
      Ran ran = runHere("serve");
      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.err()).contains("127.0.0.1:" + taken.getLocalPort()).doesNotContain("\tat ");
    }
  }

  @Test
  void anUnreadableAuthorityIsNamed() throws IOException {
    assertThat(runHere("ca", "export").exit()).isZero();
    try (var files = Files.walk(directory.resolve("state"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.writeString(file, "not a certificate\n");
      }
    }
    for (String command : new String[] {"serve", "ca export"}) {
      Ran ran = runHere(command.split(" "));
      assertThat(ran.exit()).as(command).isEqualTo(1);
      assertThat(ran.err()).contains("state/ca").doesNotContain("\tat ", "this is a bug");
    }
  }

  @Test
  void aStateDirectoryThatCannotBeUsedIsNamed() throws IOException {
    // Permissions do not stop root; a file in the directory's place stops everybody.
    Files.writeString(directory.resolve("state"), "in the way");
    Ran ran = runHere("serve");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err())
        .contains(directory.resolve("state").toString())
        .doesNotContain("\tat ", "this is a bug");
  }

  @Test
  void profilesArePrintedAndWrittenBesideOthers() throws IOException {
    assertThat(runHere("profiles").out())
        .contains("[prod]", "aws_access_key_id = AKIA111111111111CLDE")
        .contains("[staging]", "aws_access_key_id = AKIA222222222222CLDE");

    Path file = directory.resolve("credentials");
    Files.writeString(file, "[mine]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n");
    for (int i = 0; i < 2; i++) {
      Ran ran = runHere("profiles", "--write", file.toString());
      assertThat(ran.exit()).as(ran.err()).isZero();
    }
    assertThat(Files.readString(file))
        .startsWith("[mine]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n")
        .containsOnlyOnce("[prod]")
        .containsOnlyOnce("[staging]");

    Files.writeString(file, "[prod]\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\n");
    Ran ran = runHere("profiles", "--write", file.toString());
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("[prod]", "not a placeholder");
    assertThat(Files.readString(file)).doesNotContain("CLDE");
  }

  @Test
  void theEnvironmentNamesEverythingAndNoRealCredential() throws IOException {
    write("127.0.0.1:18470", RULES);
    Ran ran = runHere("env", "--account", "staging", "--json");
    JsonNode set = new ObjectMapper().readTree(ran.out()).path("set");
    assertThat(set.path("HTTPS_PROXY").asText()).isEqualTo("http://127.0.0.1:18470");
    assertThat(set.path("AWS_PROFILE").asText()).isEqualTo("staging");
    Path credentials = Path.of(set.path("AWS_SHARED_CREDENTIALS_FILE").asText());
    assertThat(Files.readString(credentials))
        .contains("AKIA222222222222CLDE")
        .doesNotContain("stand-in/base/secret");
    assertThat(Files.readString(Path.of(set.path("AWS_CA_BUNDLE").asText())))
        .contains("BEGIN CERTIFICATE");
    assertThat(runHere("env").out()).contains("export HTTPS_PROXY='http://127.0.0.1:18470'");
  }

  @Test
  void theEndpointIsNamedWhereItIsWantedAndKnown() throws IOException {
    write("127.0.0.1:18470", RULES);
    Ran unknown = runHere("env", "--endpoint");
    assertThat(unknown.exit()).isEqualTo(1);
    assertThat(unknown.err()).contains("endpoint: {}");
    assertThat(runHere("env").out()).contains("unset AWS_ENDPOINT_URL\n");
    Files.writeString(
        config,
        Files.readString(config)
            .replace(
                "endpoint: { listen: \"127.0.0.1:0\" }", "endpoint: { listen: \"[::]:18472\" }"));
    assertThat(runHere("env", "--endpoint").out())
        .contains("export AWS_ENDPOINT_URL='http://127.0.0.1:18472'")
        .doesNotContain("unset AWS_ENDPOINT_URL\n");
    assertThat(runHere("config", "check").out()).contains("18472");
  }

  @Test
  void anAccountThatIsNotListedIsNamedWithThoseThatAre() {
    Ran ran = runHere("env", "--account", "qa");
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).contains("qa", "prod", "staging");
  }

  @Test
  void runGivesTheCommandItsEnvironmentAndTakesItsExitCode() throws IOException {
    Path seen = directory.resolve("seen");
    Ran ran =
        run(
            "run",
            "--config=" + config,
            "--account=staging",
            "--",
            "sh",
            "-c",
            "echo \"$AWS_PROFILE $HTTPS_PROXY ${AWS_ACCESS_KEY_ID:-unset}\" >" + seen + "; exit 7");
    assertThat(ran.exit()).as(ran.err()).isEqualTo(7);
    assertThat(Files.readString(seen)).matches("staging http://127\\.0\\.0\\.1:\\d+ unset\n");
    assertThat(run("run", "--config=" + config, "--", "/no/such/program").err())
        .contains("/no/such/program");
  }

  @Test
  void initWritesWhatServeCanUse() throws IOException {
    Path made = directory.resolve("made").resolve("countersign.yaml");
    Ran ran =
        run(
            "init",
            "--config=" + made,
            "--account",
            "222222222222=staging:gateway-role",
            "--person=ana");
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.out()).contains(made.toString(), "you are ana with the password", "Next:");
    assertThat(run("config", "check", "--config=" + made).out()).contains("staging (222222222222)");
    assertThat(run("rules", "check", "--config=" + made).exit()).isZero();
    assertThat(run("init", "--config=" + made).err()).contains("already");
    for (String misuse :
        new String[] {"--agent=a b", "--person=a b", "--account=staging", "--account=1=a"}) {
      assertThat(run("init", "--config=" + directory.resolve("other.yaml"), misuse).exit())
          .as(misuse)
          .isEqualTo(2);
    }
    assertThat(directory.resolve("other.yaml")).doesNotExist();
  }

  @Test
  void theCatalogTellsWhatItKnows() throws IOException {
    assertThat(run("catalog", "list").out().lines()).contains("s3", "bedrock-runtime");
    assertThat(run("catalog", "show", "dynamodb").out()).contains("Write", "dynamodb.PutItem");
    assertThat(run("catalog", "show", "s3.HeadObject").out()).contains("s3:GetObject", "Read");
    JsonNode known =
        new ObjectMapper().readTree(run("catalog", "show", "--json", "sts.AssumeRole").out());
    assertThat(known.path(0).path("returns_credentials").asBoolean()).isTrue();
    Ran typo = run("catalog", "show", "s3.GetObjct");
    assertThat(typo.exit()).isEqualTo(1);
    assertThat(typo.err()).contains("GetObject");
    assertThat(run("catalog", "show", "dinamodb").err()).contains("dynamodb");
  }

  @Test
  void theSchemaIsJson() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(run("config", "schema").out());
    assertThat(schema.path("properties").has("accounts")).isTrue();
  }

  @Test
  void explainPrintsTheCallTheRuleAndWhy() throws IOException {
    Path request = directory.resolve("request.txt");
    Files.writeString(request, Clients.text("delete-object.http"));
    Ran ran = run("explain", "--config=" + config, request.toString());
    assertThat(ran.out())
        .contains("s3", "DeleteObject", "222222222222", "staging", "eu-west-1")
        .contains("arn:aws:s3:::reports/2026/q3 final.pdf")
        .contains("-> deny")
        .contains("\"no deletions\"")
        .contains("Nothing is deleted here.");
    assertThat(ran.exit()).isEqualTo(1);

    JsonNode json =
        new ObjectMapper()
            .readTree(run("explain", "--json", "--config=" + config, request.toString()).out());
    assertThat(json.path("call").path("action").asText()).isEqualTo("DeleteObject");
    assertThat(json.path("rule").asText()).isEqualTo("no deletions");
  }

  @Test
  void explainSaysWhyARequestNeverReachesTheRules() throws IOException {
    Path request = directory.resolve("request.txt");
    Files.writeString(
        request,
        Clients.text("delete-object.http").replace("AKIA222222222222CLDE", "AKIA333333333333CLDE"));
    Ran ran = run("explain", "--config=" + config, request.toString());
    assertThat(ran.out()).contains("refused before the rules", "333333333333");
    assertThat(ran.exit()).isEqualTo(1);
    Files.writeString(request, "hello\n");
    assertThat(run("explain", "--config=" + config, request.toString()).err())
        .contains("no HTTP request");
  }
}
