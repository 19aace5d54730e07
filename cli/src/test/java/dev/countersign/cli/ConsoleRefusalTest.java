package dev.countersign.cli;

import static dev.countersign.cli.AskingSandbox.end;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What approvers cannot do is said in one paragraph, with what to do next and the exit code. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleRefusalTest {

  @TempDir private static Path directory;
  private AskingSandbox sandbox;
  private DemoAgent agent;

  @BeforeAll
  void start() {
    sandbox = AskingSandbox.start(directory);
    agent = new DemoAgent(sandbox.gateway());
  }

  @AfterAll
  void stop() {
    agent.close();
    sandbox.close();
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
    CompletableFuture<String> call =
        AskingSandbox.deleting(agent, "two/" + (person + command).hashCode());
    String typed = command.replace("ID", sandbox.pending().id());
    Ran ran = typed.equals("approvals") ? Ran.of("approvals") : sandbox.as(person, typed);
    assertThat(ran.err()).contains(said, next).doesNotContain("\tat ");
    assertThat(ran.exit()).isEqualTo(exit);
    assertThat(ran.out()).isEmpty();
    sandbox.done("ana", "approvals deny", sandbox.pending().id(), "--comment", "enough");
    assertThat(end(call)).contains("enough");
  }

  @Test
  void whatIsOverCannotBeDecided() throws Exception {
    CompletableFuture<String> call = AskingSandbox.deleting(agent, "logs/1");
    String id = sandbox.pending().id();
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
