package dev.countersign.cli;

import static dev.countersign.cli.AskingSandbox.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.testkit.StandInOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;

/** What approvers type, against a console that runs, for calls that wait. */
class ApprovalCommandsTest {

  private static final String RULES =
      """
      rules:
        - name: deletions of two
          approve: aws.action == "DeleteObject" && aws.resource.contains("/two/")
          approvers: pair
        - name: deletions
          approve: aws.action == "DeleteObject"
          approvers: oncall
          reason: Somebody looks at what is deleted.
          grant: { for: 1h, calls: 9, scope: [action, resource] }
        - name: everything else
          allow: true
      """;

  private static final String PEOPLE =
      """
      people:
        ana: { role: admin, token-file: ana.token }
        raj: { token-file: raj.token, agents: [claude] }
        eve: { token-file: eve.token }
        vic: { role: viewer, token-file: vic.token }
      approvers:
        oncall: { people: [ana, raj], hold: 25s }
        pair: { people: [ana, raj], quorum: 2, hold: 25s, not-own: true, comment: required }
      """;

  private static final String WENT = "went";

  @TempDir private Path directory;
  private AskingSandbox sandbox;
  private DemoAgent agent;
  private S3Client s3;

  @BeforeEach
  void start() {
    sandbox = AskingSandbox.start(directory, RULES, PEOPLE, "ana", "raj", "eve", "vic");
    agent = new DemoAgent(sandbox.gateway());
    s3 = agent.client(S3Client.builder(), "staging");
  }

  @AfterEach
  void stop() {
    agent.close();
    sandbox.close();
  }

  /** The agent's call, which waits; what becomes of it is {@link #WENT} or AWS's error. */
  private CompletableFuture<String> deleting(String key) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            s3.deleteObject(b -> b.bucket(BUCKET).key(key));
            return WENT;
          } catch (AwsServiceException e) {
            return String.valueOf(e.getMessage());
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private String asked() throws InterruptedException {
    return sandbox.pending().id();
  }

  private static String end(CompletableFuture<String> call) throws Exception {
    return call.get(20, TimeUnit.SECONDS);
  }

  private static JsonNode json(String text) throws IOException {
    return new ObjectMapper().readTree(text);
  }

  @Test
  void whatWaitsIsListedShownAndApproved() throws Exception {
    CompletableFuture<String> call = deleting("logs/1");
    String id = asked();
    assertThat(sandbox.done("vic", "approvals list"))
        .isEqualTo(
            id
                + "  pending   claude in staging  s3:DeleteObject  arn:aws:s3:::"
                + BUCKET
                + "/logs/1\n");
    assertThat(json(sandbox.done("vic", "approvals list", "--json")).at("/approvals/0/id").asText())
        .isEqualTo(id);
    assertThat(sandbox.done("vic", "approvals list", "--agent", "another")).isEmpty();
    String shown = sandbox.done("vic", "approvals show", id);
    assertThat(shown.lines().skip(1))
        .containsExactly(
            "  claude wants s3:DeleteObject in staging (222222222222), us-east-1",
            "  on      arn:aws:s3:::" + BUCKET + "/logs/1",
            "  with    Bucket = " + BUCKET,
            "  with    Key = logs/1",
            "  access  Write",
            "  needs   s3:DeleteObject",
            "  from    127.0.0.1",
            "  rule    deletions: Somebody looks at what is deleted.",
            "  asks    oncall, 1 of them",
            "  permits --width once|same|action, --for 1h at most, --calls 9 at most, with"
                + " --resource");
    assertThat(json(sandbox.done("vic", "approvals show", id, "--json")).path("rule").asText())
        .isEqualTo("deletions");
    assertThat(call).isNotDone();
    assertThat(sandbox.done("raj", "approvals approve", id, "--comment", "fine"))
        .startsWith(id + "  approved, until ")
        .endsWith("\n  vote    approve by raj, once: fine\n");
    assertThat(end(call)).isEqualTo(WENT);
    assertThat(sandbox.done("ana", "approvals list")).isEmpty();
    assertThat(sandbox.done("ana", "approvals list", "--state", "used,denied")).contains(id);
    assertThat(sandbox.done("ana", "approvals list", "--state", "")).contains(id);
  }

  @Test
  void whatIsGrantedServesOthersUntilItIsTakenBack() throws Exception {
    CompletableFuture<String> first = deleting("logs/1");
    String logs = "arn:aws:s3:::" + BUCKET + "/logs/*";
    String wide = "--width action --for 30m --calls 5 --resource " + logs;
    sandbox.done("ana", "approvals approve " + asked() + " " + wide);
    assertThat(end(first)).isEqualTo(WENT);
    assertThat(end(deleting("logs/2"))).isEqualTo(WENT);
    String line = sandbox.done("vic", "grants list");
    assertThat(line)
        .matches(
            "gr-\\w+  standing  claude in 222222222222  s3:DeleteObject  action on \\Q"
                + logs
                + "\\E for 30m, 5 calls  until \\S+, used 2 of 5, by ana\n");
    String grant = line.split(" ", 2)[0];
    assertThat(json(sandbox.done("vic", "grants list", "--json")).at("/grants/0/used").asInt())
        .isEqualTo(2);
    assertThat(sandbox.done("raj", "grants revoke", grant)).startsWith(grant + "  revoked ");
    assertThat(sandbox.done("vic", "grants list")).isEmpty();
    assertThat(sandbox.done("vic", "grants list", "--ended")).contains(grant + "  revoked ");
    CompletableFuture<String> third = deleting("logs/3");
    sandbox.done("ana", "approvals deny", asked());
    assertThat(end(third)).contains("denied", "ana");
  }

  @Test
  void whatIsDeniedIsToldTheAgent() throws Exception {
    CompletableFuture<String> call = deleting("logs/1");
    String id = asked();
    assertThat(sandbox.done("ana", "approvals deny", id, "--comment", "not on a Friday"))
        .startsWith(id + "  denied, ")
        .endsWith("\n  vote    deny by ana: not on a Friday\n");
    assertThat(end(call)).contains("ana", "not on a Friday");
  }

  @Test
  void watchTellsWhatComesOnceAndRings() throws Exception {
    CompletableFuture<String> first = deleting("logs/1");
    String earlier = asked();
    StringWriter out = new StringWriter();
    CompletableFuture<Integer> watch =
        CompletableFuture.supplyAsync(
            () ->
                Main.commandLine()
                    .setOut(new PrintWriter(out))
                    .execute(
                        List.of(sandbox.line("vic", "approvals watch", "--until", "2")).stream()
                            .map(Object::toString)
                            .toArray(String[]::new)));
    while (!out.toString().contains(earlier)) {
      Thread.sleep(20);
    }
    assertThat(watch).isNotDone();
    CompletableFuture<String> second = deleting("logs/2");
    assertThat(watch.get(20, TimeUnit.SECONDS)).isZero();
    assertThat(out.toString().split("\u0007", -1))
        .hasSize(3)
        .satisfies(
            rung -> {
              assertThat(rung[1]).startsWith(earlier + "  pending").contains("/logs/1");
              assertThat(rung[2]).contains("/logs/2").doesNotContain(earlier);
            });
    assertThat(sandbox.done("vic", "approvals watch", "--until", "1", "--quiet"))
        .doesNotContain("\u0007");
    sandbox.done("ana", "pauses begin", "agent", "claude");
    assertThat(end(first)).contains("paused");
    assertThat(end(second)).contains("paused");
  }

  @Test
  void watchEndsWithTheConsole() throws Exception {
    CompletableFuture<Ran> watch =
        CompletableFuture.supplyAsync(() -> sandbox.as("vic", "approvals watch"));
    CompletableFuture<String> call = deleting("logs/1");
    asked();
    sandbox.gateway().close();
    Ran ran = watch.get(30, TimeUnit.SECONDS);
    assertThat(ran.exit()).isEqualTo(1);
    assertThat(ran.err()).startsWith("countersign: ").contains("gateway").doesNotContain("\tat ");
    call.cancel(true);
  }

  @Test
  void whoIsPausedIsRefusedAtOnce() throws Exception {
    CompletableFuture<String> call = deleting("logs/1");
    String id = asked();
    assertThat(sandbox.done("raj", "pauses begin", "agent", "claude", "--comment", "it went wild"))
        .startsWith("agent claude is paused by raj since ")
        .endsWith(": it went wild\n");
    assertThat(end(call)).contains("paused", "it went wild");
    assertThat(sandbox.done("vic", "approvals show", id)).startsWith(id + "  stopped");
    assertThat(end(deleting("logs/2"))).contains("paused");
    sandbox.done("ana", "pauses begin", "ACCOUNT", StandInOptions.PROD);
    assertThat(sandbox.done("vic", "pauses list").lines()).hasSize(2);
    assertThat(json(sandbox.done("vic", "pauses list", "--json")).path("pauses")).hasSize(2);
    assertThat(sandbox.as("raj", "pauses end", "agent", "claude").err()).contains("only an admin");
    assertThat(sandbox.done("ana", "pauses end", "agent", "claude"))
        .isEqualTo("agent claude goes on\n");
    CompletableFuture<String> next = deleting("logs/3");
    sandbox.done("ana", "approvals approve", asked());
    assertThat(end(next)).isEqualTo(WENT);
  }

  /** The words are typed by the person; {@code ID} is of a request that waits for two. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          vic | approvals approve ID --comment c | 1 | vic looks         | --as PERSON
          vic | pauses begin agent claude        | 1 | vic looks         | --as PERSON
          eve | approvals deny ID --comment c    | 1 | not one of them   | --as PERSON
          raj | approvals approve ID --comment c | 1 | one's own         | somebody else
          ana | approvals approve ID             | 1 | with a comment    | --comment TEXT
          ana | approvals approve ID --comment c --width same --for 1m | 1 | once | show ID
          ana | approvals approve ID --for 1m    | 2 | once has no for   | --help
          ana | approvals approve ID --width all | 2 | once, same        | --help
          ana | approvals approve ap-unknown     | 1 | ap-unknown        | countersign approvals list
          ana | approvals show ap-unknown        | 1 | no such           | countersign approvals list
          ana | approvals list --state open      | 2 | pending, approved | --help
          ana | approvals list --limit 0         | 2 | 1 to 1000         | --help
          ana | grants revoke gr-unknown         | 1 | gr-unknown        | countersign grants list
          ana | pauses begin agent nobody        | 1 | no such agent     | countersign pauses list
          ana | pauses end agent claude          | 1 | not paused        | countersign pauses list
          eva | approvals list                   | 1 | no token-file     | ana, raj, eve, vic
          ana | approvals                        | 2 | is missing        | Usage:
          ana | pauses begin team a              | 2 | team              | Usage:
          """)
  void whatCannotBeDoneIsSaidWithWhatToDo(
      String person, String command, int exit, String said, String next) throws Exception {
    CompletableFuture<String> call = deleting("two/1");
    String typed = command.replace("ID", asked());
    Ran ran = typed.equals("approvals") ? Ran.of("approvals") : sandbox.as(person, typed);
    assertThat(ran.err()).contains(said, next).doesNotContain("\tat ");
    assertThat(ran.exit()).isEqualTo(exit);
    assertThat(ran.out()).isEmpty();
    sandbox.done("ana", "approvals deny", asked(), "--comment", "enough");
    assertThat(end(call)).contains("enough");
  }

  @Test
  void whatIsOverCannotBeDecided() throws Exception {
    CompletableFuture<String> call = deleting("logs/1");
    String id = asked();
    sandbox.done("ana", "approvals deny", id);
    end(call);
    for (String again : List.of("approvals approve", "approvals deny")) {
      Ran ran = sandbox.as("raj", again, id);
      assertThat(ran.err()).contains(id + " is decided, by ana", "approvals show");
      assertThat(ran.exit()).isEqualTo(1);
    }
  }

  @Test
  void theConsoleAndWhoAsksHaveToBeRight() throws IOException {
    String right = Files.readString(directory.resolve("ana.token")).strip();
    Map<String, String> none = Map.of();
    Map<String, String> ana = Map.of("COUNTERSIGN_TOKEN", right);
    assertThat(list(ana).exit()).isZero();
    refused(list(none), 1, "tokens of several people", "--as ana|raj|eve|vic");
    refused(list(Map.of("COUNTERSIGN_TOKEN", "wrong")), 1, "nobody has this token", "--as");
    // What cannot go into a header is not shown in the error about it.
    for (String broken : List.of(right + "\nX: y", right + "\u20ac")) {
      refused(list(Map.of("COUNTERSIGN_TOKEN", broken)), 1, "$COUNTERSIGN_TOKEN holds no token");
    }
    refused(list(ana, "--console", "http://127.0.0.1:1"), 1, "nothing listens", "serve");
    refused(list(ana, "--console", "nowhere"), 2, "nowhere is no console", "https://HOST");
    refused(list(ana, "--console", "http://console.example"), 2, "the token passes there", "https");
    refused(list(ana, "--console", proxy()), 1, "no console");
    assertThat(list(ana, "--console", sandbox.console() + "/").exit()).isZero();
    Ran watch =
        Ran.of(
            "approvals",
            "watch",
            "--console",
            "http://127.0.0.1:1",
            "--config",
            sandbox.config(),
            "--as",
            "ana");
    refused(watch, 1, "nothing listens");
  }

  private String proxy() {
    return "http://" + Listing.address(sandbox.gateway().address());
  }

  private Ran list(Map<String, String> environment, String... more) {
    String[] console = more.length > 0 ? more : new String[] {"--console", sandbox.console()};
    return Ran.of(
        Ran.with(ConsoleOption.class, new ConsoleOption(environment)),
        "approvals",
        "list",
        "--config",
        sandbox.config(),
        console[0],
        console[1]);
  }

  private void refused(Ran ran, int exit, String... said) throws IOException {
    assertThat(ran.err())
        .contains(said)
        .doesNotContain("\tat ", Files.readString(directory.resolve("ana.token")).strip());
    assertThat(ran.exit()).isEqualTo(exit);
  }
}
