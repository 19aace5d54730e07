package dev.countersign.cli;

import static dev.countersign.cli.AskingSandbox.BUCKET;
import static dev.countersign.cli.AskingSandbox.WENT;
import static dev.countersign.cli.AskingSandbox.end;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.testkit.StandInOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What approvers type, against a console that runs, for calls that wait. */
class ApprovalCommandsTest {

  @TempDir private Path directory;
  private AskingSandbox sandbox;
  private DemoAgent agent;

  @BeforeEach
  void start() {
    sandbox = AskingSandbox.start(directory);
    agent = new DemoAgent(sandbox.gateway());
  }

  @AfterEach
  void stop() {
    agent.close();
    sandbox.close();
  }

  private CompletableFuture<String> deleting(String key) {
    return AskingSandbox.deleting(agent, key);
  }

  private String asked() throws InterruptedException {
    return sandbox.pending().id();
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
            "  permits --width once|same|action, --for 1h at most, --calls 9 at most, action with"
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
  void whatTheAgentDidBeforeIsShown() throws Exception {
    CompletableFuture<String> first = deleting("logs/1");
    sandbox.done("ana", "approvals approve", asked());
    assertThat(end(first)).isEqualTo(WENT);
    CompletableFuture<String> second = deleting("logs/2");
    String id = asked();
    String before =
        "(?s).*\n  before  \\S+Z s3:DeleteObject arn:aws:s3:::"
            + BUCKET
            + "/logs/1: answered 204\n$";
    String shown = sandbox.done("vic", "approvals show", id);
    while (!shown.matches(before)) {
      assertThat(second).as(shown).isNotDone();
      Thread.sleep(100);
      shown = sandbox.done("vic", "approvals show", id);
    }
    assertThat(sandbox.done("vic", "approvals watch", "--until", "1", "--quiet"))
        .contains("\n  before  ");
    sandbox.done("ana", "approvals deny", id);
    assertThat(end(second)).contains("denied");
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
}
