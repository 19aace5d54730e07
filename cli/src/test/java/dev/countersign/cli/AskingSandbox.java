package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.RequestFilter;
import dev.countersign.testkit.ReceivedCall;
import dev.countersign.testkit.StandInOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.s3.S3Client;

/** A sandbox whose rules ask people, and these people, who answer at the command line. */
final class AskingSandbox implements AutoCloseable {

  static final String BUCKET = "approvals-222222222222";

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

  /** What becomes of a call that is done. */
  static final String WENT = "went";

  private final Path directory;
  private final Sandbox sandbox;

  private AskingSandbox(Path directory, Sandbox sandbox) {
    this.directory = directory;
    this.sandbox = sandbox;
  }

  /** With rules that ask for deletions: of two people below {@code two/}, else of one. */
  static AskingSandbox start(Path directory) {
    return start(directory, RULES, PEOPLE, "ana", "raj", "eve", "vic");
  }

  /**
   * @param operators the keys {@code people} and {@code approvers}, with a token-file {@code
   *     NAME.token} for each name
   */
  static AskingSandbox start(Path directory, String rules, String operators, String... names) {
    for (String name : names) {
      Ran made = Ran.of("people", "token", directory.resolve(name + ".token"));
      assertThat(made.exit()).as(made.err()).isZero();
    }
    Sandbox sandbox =
        Sandbox.start(
            directory, "127.0.0.1:0", rules, "console: { listen: \"127.0.0.1:0\" }\n" + operators);
    sandbox.aws().seedBucket(StandInOptions.STAGING, BUCKET);
    return new AskingSandbox(directory, sandbox);
  }

  RunningGateway gateway() {
    return sandbox.gateway();
  }

  void restart() {
    sandbox.restart();
  }

  Approvals approvals() {
    return gateway().approvals().orElseThrow();
  }

  String console() {
    return "http://" + Listing.address(gateway().console().orElseThrow());
  }

  String config() {
    return directory.resolve("countersign.yaml").toString();
  }

  /**
   * Types a command.
   *
   * @param command such as {@code approvals list}
   */
  Ran as(String person, String command, String... arguments) {
    return Ran.of(line(person, command, arguments));
  }

  Object[] line(String person, String command, String... arguments) {
    return Stream.of(
            Stream.of(command.split(" ")),
            Stream.of(arguments),
            Stream.of("--config", config(), "--console", console(), "--as", person))
        .flatMap(it -> it)
        .toArray();
  }

  /** Types a command that does what it is told. */
  String done(String person, String command, String... arguments) {
    Ran ran = as(person, command, arguments);
    assertThat(ran.exit()).as(ran.err()).isZero();
    assertThat(ran.err()).isEmpty();
    return ran.out();
  }

  /** A call of the agent's, which waits; it ends with {@link #WENT} or AWS's error. */
  static CompletableFuture<String> deleting(DemoAgent agent, String key) {
    S3Client s3 = agent.client(S3Client.builder(), "staging");
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

  static String end(CompletableFuture<String> call) throws Exception {
    return call.get(20, TimeUnit.SECONDS);
  }

  /** The only request that waits, once it does. */
  Request pending() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    List<Request> waiting = approvals().list(RequestFilter.pending());
    while (waiting.isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(50);
      waiting = approvals().list(RequestFilter.pending());
    }
    assertThat(waiting).as(this::audit).hasSize(1);
    return waiting.getFirst();
  }

  String audit() {
    try {
      return Files.readString(sandbox.config().audit().file());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The calls of an operation that the stand-in has done. */
  List<ReceivedCall> went(String action) {
    return sandbox.aws().calls().stream()
        .filter(call -> call.action().equals(action) && call.status() / 100 == 2)
        .toList();
  }

  @Override
  public void close() {
    sandbox.close();
  }
}
