package dev.countersign.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.PauseTarget;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.RequestFilter;
import dev.countersign.approvals.Role;
import dev.countersign.approvals.Width;
import dev.countersign.testkit.ReceivedCall;
import dev.countersign.testkit.StandInOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The AWS CLI and boto3, unmodified, under rules that ask people. */
class ApprovalsTest {

  private static final String BUCKET = "approvals-222222222222";

  private static final String RULES =
      """
      rules:
        - name: writes in a hurry
          approve: aws.action == "PutObject" && aws.resource.contains("/hurry/")
          approvers: hurried
        - name: writes that cannot wait
          approve: aws.action == "PutObject" && aws.resource.contains("/brief/")
          approvers: brief
        - name: writes by two
          approve: aws.action == "PutObject" && aws.resource.contains("/two/")
          approvers: pair
        - name: writes
          approve: aws.action == "PutObject"
          approvers: patient
          reason: Somebody looks at what is written.
          grant: { for: 10m, scope: [action] }
        - name: everything else
          allow: true
      """;

  private static final String PEOPLE =
      """
      console: { listen: "127.0.0.1:0" }
      people:
        ana: { role: admin, token-file: ana.token }
        raj: { token-file: raj.token, agents: [claude] }
        eve: { token-file: eve.token }
      approvers:
        patient: { people: [ana, raj], hold: 30s, timeout: 10m, comment: optional }
        hurried: { people: [ana], hold: 0s, timeout: 10m }
        brief: { people: [ana], hold: 0s, timeout: 10s }
        pair: { people: [ana, raj, eve], quorum: 2, hold: 30s, not-own: true }
      """;

  private static final Person ANA = new Person("ana", Role.ADMIN, Set.of());
  private static final Person RAJ = new Person("raj", Role.APPROVER, Set.of("claude"));
  private static final Person EVE = new Person("eve", Role.APPROVER, Set.of());
  private static final Decision ONCE = new Decision.Approve(new Width.Once(), "");

  /** What an agent types. */
  enum Client {
    AWS_CLI {
      @Override
      void check() {
        Clients.needs("aws", "--version");
      }

      @Override
      List<String> put(String key, Path file) {
        return List.of(
            "aws",
            "s3api",
            "put-object",
            "--bucket",
            BUCKET,
            "--key",
            key,
            "--body",
            file.toString());
      }
    },
    BOTO3 {
      @Override
      void check() {
        Clients.needs("python3", "-c", "import boto3");
      }

      @Override
      List<String> put(String key, Path file) {
        return List.of(
            "python3",
            "-c",
            "import boto3, sys; boto3.client('s3').put_object(Bucket=sys.argv[1], Key=sys.argv[2],"
                + " Body=open(sys.argv[3], 'rb'))",
            BUCKET,
            key,
            file.toString());
      }
    };

    /** Leaves the test out where there is no such client. */
    abstract void check();

    abstract List<String> put(String key, Path file);
  }

  /** How a command of the agent's ended. */
  private record Ended(int exit, String output) {}

  @TempDir private Path directory;
  private Sandbox sandbox;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    for (String person : List.of("ana", "raj", "eve")) {
      PrivateFile.write(directory.resolve(person + ".token"), "the-token-of-the-person-" + person);
    }
    sandbox = Sandbox.start(directory, "127.0.0.1:0", RULES, PEOPLE);
    sandbox.aws().seedBucket(StandInOptions.STAGING, BUCKET);
    file = Files.writeString(directory.resolve("body.txt"), "what is written");
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsApprovedWhileItIsHeldGoes(Client client) throws Exception {
    CompletableFuture<Ended> put = putting(client, "held");
    Request request = pending();
    assertThat(request.card().resource()).isEqualTo("arn:aws:s3:::" + BUCKET + "/held");
    assertThat(written()).isEmpty();
    approvals().decide(request.id(), ANA, new Decision.Approve(new Width.Once(), "fine"));
    assertThat(put.get(60, TimeUnit.SECONDS).exit()).isZero();
    assertThat(written()).containsExactly("held");
    assertThat(Files.readString(sandbox.config().audit().file()))
        .contains("\"approval\":{\"id\":\"" + request.id() + "\",\"by\":[\"ana\"]");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsApprovedAfterTheHoldGoesWhenItIsSentAgain(Client client) throws Exception {
    Ended first = put(client, "hurry/k");
    Request request = pending();
    assertThat(first.exit()).isNotZero();
    assertThat(first.output())
        .contains("AccessDenied", request.id(), "send the same request again");
    assertThat(put(client, "hurry/k").output()).contains(request.id());
    approvals().decide(request.id(), ANA, ONCE);
    assertThat(put(client, "hurry/k").exit()).isZero();
    assertThat(written()).containsExactly("hurry/k");
    assertThat(put(client, "hurry/k").output())
        .as("a decision is for one call")
        .contains("AccessDenied")
        .doesNotContain(request.id());
    assertThat(written()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void aDenialSaysWhy(Client client) throws Exception {
    CompletableFuture<Ended> put = putting(client, "denied");
    approvals().decide(pending().id(), ANA, new Decision.Deny("not on a Friday"));
    assertThat(put.get(60, TimeUnit.SECONDS).output())
        .contains("AccessDenied", "ana", "not on a Friday");
    assertThat(written()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void anotherBodyIsAnotherRequest(Client client) throws Exception {
    put(client, "hurry/k");
    Request request = pending();
    approvals().decide(request.id(), ANA, ONCE);
    Files.writeString(file, "something else");
    assertThat(put(client, "hurry/k").output())
        .contains("AccessDenied")
        .doesNotContain(request.id());
    assertThat(written()).isEmpty();
    assertThat(approvals().list(RequestFilter.pending())).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void twoHaveToAgreeAndNobodyForTheirOwn(Client client) throws Exception {
    CompletableFuture<Ended> put = putting(client, "two/k");
    Request request = pending();
    approvals().decide(request.id(), ANA, ONCE);
    assertThat(catching(() -> approvals().decide(request.id(), RAJ, ONCE))).contains("own");
    assertThat(written()).isEmpty();
    approvals().decide(request.id(), EVE, ONCE);
    assertThat(put.get(60, TimeUnit.SECONDS).exit()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aRestartLosesNothing(Client client) throws Exception {
    put(client, "hurry/k");
    String id = pending().id();
    sandbox.restart();
    assertThat(pending().id()).isEqualTo(id);
    approvals().decide(id, ANA, ONCE);
    sandbox.restart();
    assertThat(put(client, "hurry/k").exit()).isZero();
    assertThat(written()).containsExactly("hurry/k");
  }

  @Test
  void whatNobodyDecidesExpires() throws Exception {
    Client.BOTO3.check();
    put(Client.BOTO3, "brief/k");
    Request request = pending();
    // What is out of time is ended within a second; a busy machine may take some more.
    Thread.sleep(Duration.between(java.time.Instant.now(), request.expires()).plusSeconds(5));
    assertThat(approvals().find(request.id()).orElseThrow().state())
        .isEqualTo(Request.State.EXPIRED);
    assertThat(catching(() -> approvals().decide(request.id(), ANA, ONCE))).isNotEmpty();
    assertThat(put(Client.BOTO3, "brief/k").output())
        .contains("pending")
        .doesNotContain(request.id());
  }

  @Test
  void fiftyAtOnceAreOneCardAndOneCall() throws Exception {
    Client.BOTO3.check();
    String fifty =
        """
        import boto3, concurrent.futures as f, sys
        from botocore.config import Config
        s3 = boto3.client("s3", config=Config(max_pool_connections=50))
        def put(_):
            try:
                s3.put_object(Bucket=sys.argv[1], Key="fifty", Body=b"the same")
                return "went"
            except s3.exceptions.ClientError as e:
                return e.response["Error"]["Message"]
        with f.ThreadPoolExecutor(50) as pool:
            print("\\n".join(pool.map(put, range(50))))
        """;
    CompletableFuture<Ended> all = running(List.of("python3", "-c", fifty, BUCKET));
    Request request = pending();
    // Long enough for all of them to have come.
    Thread.sleep(3_000);
    assertThat(approvals().list(RequestFilter.all())).hasSize(1);
    approvals().decide(request.id(), ANA, ONCE);
    List<String> said = all.get(90, TimeUnit.SECONDS).output().lines().toList();
    assertThat(said).hasSize(50).filteredOn("went"::equals).hasSize(1);
    assertThat(said).filteredOn(it -> !it.equals("went")).allMatch(it -> it.contains("again"));
    assertThat(written()).containsExactly("fifty");
  }

  @ParameterizedTest
  @EnumSource
  void aGrantServesWhatComesUntilItIsRevoked(Client client) throws Exception {
    CompletableFuture<Ended> put = putting(client, "first");
    approvals()
        .decide(
            pending().id(),
            ANA,
            new Decision.Approve(
                new Width.Action(
                    Duration.ofMinutes(5),
                    java.util.OptionalInt.empty(),
                    java.util.Optional.empty()),
                ""));
    assertThat(put.get(60, TimeUnit.SECONDS).exit()).isZero();
    assertThat(put(client, "second").exit()).isZero();
    String grant = approvals().grants(false).getFirst().id();
    assertThat(Files.readString(sandbox.config().audit().file()))
        .contains("\"grant\":\"" + grant + "\"");
    approvals().revoke(grant, ANA);
    CompletableFuture<Ended> third = putting(client, "third");
    approvals().decide(pending().id(), ANA, new Decision.Deny(""));
    assertThat(third.get(60, TimeUnit.SECONDS).exit()).isNotZero();
    assertThat(written()).containsExactly("first", "second");
  }

  @ParameterizedTest
  @EnumSource
  void whoIsStoppedIsRefusedAtOnce(Client client) throws Exception {
    CompletableFuture<Ended> put = putting(client, "held");
    pending();
    approvals().pause(new PauseTarget.OfAgent("claude"), ANA, "it went wild");
    assertThat(put.get(60, TimeUnit.SECONDS).output()).contains("AccessDenied", "paused");
    Ended list = running(List.of("aws", "s3", "ls")).get(60, TimeUnit.SECONDS);
    assertThat(list.output()).contains("paused", "it went wild");
    approvals().resume(new PauseTarget.OfAgent("claude"), ANA);
    assertThat(running(List.of("aws", "s3", "ls")).get(60, TimeUnit.SECONDS).exit()).isZero();
  }

  private Approvals approvals() {
    return sandbox.gateway().approvals().orElseThrow();
  }

  /** The only request that waits, once it does. */
  private Request pending() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    List<Request> waiting = approvals().list(RequestFilter.pending());
    while (waiting.isEmpty() && System.nanoTime() < deadline) {
      Thread.sleep(50);
      waiting = approvals().list(RequestFilter.pending());
    }
    assertThat(waiting).as(this::audit).hasSize(1);
    return waiting.getFirst();
  }

  private String audit() {
    try {
      return Files.readString(sandbox.config().audit().file());
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The keys of the objects that the stand-in has taken. */
  private List<String> written() {
    return sandbox.aws().calls().stream()
        .filter(call -> call.action().equals("PutObject") && call.status() == 200)
        .map(ReceivedCall::path)
        .map(path -> path.replaceFirst("^/" + BUCKET, "").substring(1))
        .toList();
  }

  private Ended put(Client client, String key) throws Exception {
    return putting(client, key).get(60, TimeUnit.SECONDS);
  }

  private CompletableFuture<Ended> putting(Client client, String key) {
    client.check();
    return running(client.put(key, file));
  }

  private CompletableFuture<Ended> running(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Clients.setup(sandbox.gateway()).applyTo(builder.environment());
    builder.environment().put("AWS_PROFILE", "staging");
    CompletableFuture<Ended> ended = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Process process = builder.start();
                String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                ended.complete(new Ended(process.waitFor(), output));
              } catch (IOException | InterruptedException e) {
                ended.completeExceptionally(e);
              }
            });
    return ended;
  }

  private static String catching(Runnable refused) {
    try {
      refused.run();
      return "";
    } catch (dev.countersign.approvals.DecisionRefused e) {
      return String.valueOf(e.getMessage());
    }
  }
}
