package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * A gateway's log becomes rules, and a gateway with those rules permits the same and no more: the
 * way that {@code docs/rules.md} shows, on a log that the test has made.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LearnTest {

  private static final String RULES =
      """
      rules:
        - name: no queues
          deny: aws.service == "sqs"
        - name: changes, soon by approval
          approve: aws.access == "Write"
          mode: shadow
        - name: the rest
          allow: aws.known
      """;

  @TempDir private static Path directory;
  private Path log;

  @BeforeAll
  void makeALog() throws IOException {
    Path first = Files.createDirectory(directory.resolve("first"));
    try (Sandbox sandbox = Sandbox.start(first, "127.0.0.1:0", RULES);
        DemoAgent agent = new DemoAgent(sandbox.gateway())) {
      S3Client s3 = agent.client(S3Client.builder(), "staging");
      s3.createBucket(b -> b.bucket("learn"));
      for (String key : new String[] {"in/a", "in/\"quoted\" #1: {x}", "in/日本"}) {
        use(s3, key);
      }
      agent.client(IamClient.builder(), "prod").listUsers();
      assertThatThrownBy(() -> agent.client(SqsClient.builder(), "staging").listQueues())
          .isInstanceOf(AwsServiceException.class);
      log = sandbox.config().audit().file();
    }
  }

  private static void use(S3Client s3, String key) {
    s3.putObject(b -> b.bucket("learn").key(key), RequestBody.fromString("x"));
    assertThat(s3.getObjectAsBytes(b -> b.bucket("learn").key(key)).asUtf8String()).isEqualTo("x");
  }

  private static Ran run(Object... arguments) {
    return Ran.of(arguments);
  }

  private static Path write(String name, String text) throws IOException {
    return Files.writeString(directory.resolve(name), text);
  }

  @Test
  void learntRulesPermitTheSameAndNoMore() throws IOException {
    Ran learnt = run("rules", "learn", "--audit", log, "--agent", "claude");
    assertThat(learnt.exit()).as(learnt.err()).isZero();
    assertThat(learnt.err()).contains("3 rules from 8 of 9 recorded calls");
    Path rules = write("learnt.yaml", learnt.out());
    assertThat(run("rules", "test", rules).exit()).isZero();
    assertThat(run("rules", "diff", rules, "--audit", log).out())
        .contains("9 calls compared: no difference");

    Path second = Files.createDirectory(directory.resolve("second"));
    try (Sandbox sandbox = Sandbox.start(second, "127.0.0.1:0", learnt.out());
        DemoAgent agent = new DemoAgent(sandbox.gateway())) {
      S3Client s3 = agent.client(S3Client.builder(), "staging");
      s3.createBucket(b -> b.bucket("learn"));
      use(s3, "in/\"quoted\" #1: {x}");
      use(s3, "in/new");
      agent.client(IamClient.builder(), "prod").listUsers();
      for (Runnable call :
          new Runnable[] {
            () -> s3.deleteObject(b -> b.bucket("learn").key("in/a")),
            () -> s3.putObject(b -> b.bucket("learn").key("out"), RequestBody.fromString("x")),
            () -> s3.createBucket(b -> b.bucket("other")),
            () -> agent.client(IamClient.builder(), "staging").listUsers(),
            () -> agent.client(Ec2Client.builder(), "staging").describeInstances(),
          }) {
        assertThatThrownBy(call::run)
            .isInstanceOf(AwsServiceException.class)
            .hasMessageContaining("no rule");
      }
    }
  }

  @Test
  void aPolicyIsWrittenForEachAccount() throws IOException {
    Path policies = directory.resolve("iam");
    Ran ran = run("rules", "learn", "--audit", log, "--iam-policy", policies);
    assertThat(ran.exit()).as(ran.err()).isZero();
    JsonNode staging = new ObjectMapper().readTree(policies.resolve("222222222222.json").toFile());
    assertThat(staging.toString())
        .contains("s3:PutObject", "\"arn:aws:s3:::learn/in/*\"", "s3:CreateBucket")
        .doesNotContain("sqs", "iam:");
    assertThat(policies.resolve("111111111111.json"))
        .content()
        .contains("iam:ListUsers", "2012-10-17");
  }

  @Test
  void whatIsTakenCanBeNarrowed() {
    assertThat(run("rules", "learn", "--audit", log, "--account", "prod").out())
        .contains("ListUsers")
        .doesNotContain("PutObject");
    assertThat(run("rules", "learn", "--audit", log, "--agent", "nobody").err())
        .contains("0 rules from 0 of 9");
    assertThat(run("rules", "learn", "--audit", log, "--until", "2020-01-01T00:00:00Z").err())
        .contains("0 rules");
    assertThat(run("rules", "learn", "--audit", log, "--since", "2020-01-01T00:00:00Z").err())
        .contains("8 of 9");
    assertThat(run("rules", "learn", "--audit", log, "--include-denied").out())
        .contains("ListQueues");
    assertThat(run("rules", "learn", "--audit", log, "--resources", "exact").out())
        .contains("arn:aws:s3:::learn/in/\\\"quoted\\\" #1: {x}")
        .doesNotContain("below_");
    assertThat(run("rules", "learn", "--audit", log, "--resources", "all").exit()).isEqualTo(2);
  }

  @Test
  void rulesInTheShadowLeaveTheirWordInTheLog() throws IOException {
    assertThat(Files.readAllLines(log))
        .filteredOn(line -> line.contains("PutObject"))
        .hasSize(6)
        .allMatch(
            line ->
                line.contains(
                    "\"shadow\":[{\"verdict\":\"approve\",\"rule\":\"changes, soon by approval\"}],"
                        + "\"would\":{\"verdict\":\"approve\","
                        + "\"rule\":\"changes, soon by approval\"}"));
    assertThat(Files.readAllLines(log))
        .filteredOn(line -> line.contains("GetObject"))
        .hasSize(6)
        .noneMatch(line -> line.contains("shadow") || line.contains("would"));
  }

  @Test
  void anExplanationSaysWhatTheyWouldDo() {
    Path config = directory.resolve("first").resolve("countersign.yaml");
    String call = "{service: s3, action: PutObject}";
    Ran ran = run("rules", "explain", call, "--config", config);
    assertThat(ran.out())
        .contains("allow: rule \"the rest\"")
        .contains("(with the rules in the shadow: approve: rule \"changes, soon by approval\")");
    assertThat(ran.exit()).isZero();
    assertThat(run("rules", "explain", call, "--config", config, "--json").out())
        .containsPattern("\"would\" : \\{[^}]*\"approve\"");
  }

  @Test
  void twoSetsAreComparedOverTheSameCalls() throws IOException {
    Path old = write("old.yaml", RULES);
    Path now =
        write(
            "new.yaml",
            RULES
                .replace("    mode: shadow\n", "")
                .replace(
                    "aws.service == \"sqs\"", "aws.params.X == \"x\" && aws.service == \"iam\""));
    Ran ran = run("rules", "diff", old, now, "--audit", log);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.out())
        .containsSubsequence(
            "stricter            3  s3:PutObject in staging (222222222222) by claude (such as ",
            "allow by \"the rest\" -> approve by \"changes, soon by approval\"",
            "laxer               1  sqs:ListQueues",
            "deny by \"no queues\" -> allow by \"the rest\"",
            "cannot be told      1  iam:ListUsers in prod",
            "allow by \"the rest\" -> deny by \"no queues\" or allow by \"the rest\"",
            "it hangs on aws.params",
            "9 calls compared: 4 stricter, 1 laxer, 1 cannot be told");
    JsonNode json =
        new ObjectMapper().readTree(run("rules", "diff", old, now, "--audit", log, "--json").out());
    assertThat(json.get("stricter").intValue()).isEqualTo(4);
    assertThat(json.at("/groups/0/after/0/verdict").textValue()).isEqualTo("approve");

    assertThat(run("rules", "diff", old, old, "--audit", log).exit()).isZero();
    assertThat(run("rules", "diff", old, "--audit", log).exit()).isZero();
    assertThat(run("rules", "diff", "--audit", log).exit()).isEqualTo(2);
  }

  @Test
  void rulesAreNamedByFileDirectoryPackOrTheConfiguration() throws IOException {
    Path rules = Files.createDirectory(directory.resolve("rules"));
    Files.writeString(rules.resolve("a.yaml"), RULES);
    Path config = directory.resolve("first").resolve("countersign.yaml");
    for (Object named : new Object[] {rules, rules + "/*.yaml", "-"}) {
      Ran ran = run("rules", "diff", named, "--config", config);
      assertThat(ran.out()).contains("9 calls compared: no difference");
      assertThat(ran.exit()).isZero();
    }
    assertThat(run("rules", "diff", "pack:read-only", "--config", config).out())
        .contains("s3:PutObject");
    assertThat(run("rules", "diff", "pack:none", "--config", config).err()).contains("rule pack");
  }

  @Test
  void aLogThatIsNoneIsNamedWithItsLine() throws IOException {
    Path broken = write("broken.jsonl", Files.readAllLines(log).getFirst() + "\nhello\n");
    for (String command : new String[] {"learn", "diff"}) {
      Ran ran =
          command.equals("diff")
              ? run("rules", command, "pack:read-only", "--audit", broken)
              : run("rules", command, "--audit", broken);
      assertThat(ran.exit()).isEqualTo(1);
      assertThat(ran.err())
          .contains("broken.jsonl:2:1: the line is not an audit record")
          .doesNotContain("\tat ");
    }
    assertThat(run("rules", "learn", "--audit", directory.resolve("none.jsonl")).err())
        .contains("cannot be read")
        .doesNotContain("\tat ");
  }
}
