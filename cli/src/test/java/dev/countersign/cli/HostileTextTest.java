package dev.countersign.cli;

import static dev.countersign.cli.AskingSandbox.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.PauseTarget;
import dev.countersign.approvals.Person;
import dev.countersign.model.Role;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Nothing that an agent writes controls, or imitates, what approvers see on their terminals. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileTextTest {

  private static final String RULES =
      """
      rules:
        - name: all
          approve: true
          approvers: oncall
      """;

  private static final String PEOPLE =
      """
      people:
        ana: { role: admin, token-file: ana.token }
      approvers:
        oncall: { people: [ana], hold: 20s }
      """;

  private static final Person ANA = new Person("ana", Role.ADMIN, Set.of());

  @TempDir private static Path directory;
  private AskingSandbox sandbox;
  private DemoAgent agent;

  @BeforeAll
  void start() {
    sandbox = AskingSandbox.start(directory, RULES, PEOPLE, "ana");
    agent = new DemoAgent(sandbox.gateway());
  }

  @AfterAll
  void stop() {
    agent.close();
    sandbox.close();
  }

  static List<String> texts() {
    return List.of(
        "clears\u001b[2J\u001b]0;title\u0007the screen",
        "8-bit\u009b2J\u0090q\u009c controls",
        "lines\nap-0000000000  pending   claude in staging  s3:GetObject  harmless",
        "returns\rap-0000000000  pending",
        "turned \u202egnp.exe\u202c and \u2066isolated\u2069",
        "nothing\u200b\u00ad\u2060\u3164\u2800\ufeff\ufe0f to see",
        "separators\u2028  rule    harmless\u2029\u0085",
        "wrapped" + " ".repeat(300) + "  rule    harmless: everybody may",
        "tags\udb40\udc41\udb40\udc42",
        "back\\u{1b}slash\b\b\b\u007f");
  }

  @ParameterizedTest
  @MethodSource("texts")
  void anObjectsName(String text) throws Exception {
    S3Client s3 = agent.client(S3Client.builder(), "staging");
    check(() -> s3.deleteObject(b -> b.bucket(BUCKET).key(text)), text);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void aParameter(String text) throws Exception {
    SqsClient sqs = agent.client(SqsClient.builder(), "staging");
    String url = "https://sqs.us-east-1.amazonaws.com/222222222222/q";
    check(() -> sqs.sendMessage(b -> b.queueUrl(url).messageBody(text)), text);
  }

  private void check(Runnable call, String text) throws Exception {
    CompletableFuture<Void> held =
        CompletableFuture.runAsync(call, task -> Thread.ofVirtual().start(task));
    String id;
    try {
      id = sandbox.pending().id();
      String list = sandbox.done("ana", "approvals list");
      assertThat(list.lines()).as("lines").hasSize(1);
      harmless(list);
      card(sandbox.done("ana", "approvals show", id), text);
      String watched = sandbox.done("ana", "approvals watch", "--until", "1");
      assertThat(watched).startsWith("\u0007").endsWith("\n\n");
      card(watched.substring(1, watched.length() - 1), text);
    } finally {
      // Nothing waits for the next one.
      sandbox.approvals().pause(new PauseTarget.OfAgent("claude"), ANA, "");
      sandbox.approvals().resume(new PauseTarget.OfAgent("claude"), ANA);
    }
    assertThat(failure(held)).contains("paused");
  }

  private static String failure(CompletableFuture<Void> held) throws Exception {
    try {
      held.get(20, TimeUnit.SECONDS);
      return "";
    } catch (ExecutionException e) {
      return String.valueOf(e.getCause());
    }
  }

  private static void card(String card, String text) {
    harmless(card);
    assertThat(card).contains(text.substring(0, 4));
    assertThat(card.lines().skip(1))
        .allMatch(
            line -> line.startsWith("  claude wants ") || line.matches(" {2}[a-z]{2,7} +\\S.*"));
    for (String label : List.of("rule", "access", "permits", "asks")) {
      assertThat(card.lines().filter(line -> line.startsWith("  " + label + " "))).hasSize(1);
    }
    // What has two spaces in a row is ours: the indentation and what is in line with it.
    assertThat(card.lines().skip(1))
        .allSatisfy(line -> assertThat(line.substring(10)).doesNotContain("  "));
  }

  private static void harmless(String printed) {
    assertThat(printed.lines().flatMapToInt(String::codePoints))
        .allMatch(
            point ->
                switch (Character.getType(point)) {
                  case Character.CONTROL,
                      Character.FORMAT,
                      Character.SURROGATE,
                      Character.PRIVATE_USE,
                      Character.UNASSIGNED,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR ->
                      false;
                  default -> "\u3164\u2800\ufe0f".indexOf(point) < 0;
                });
  }
}
