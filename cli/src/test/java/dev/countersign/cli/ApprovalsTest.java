package dev.countersign.cli;

import static dev.countersign.cli.AskingSandbox.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Decision;
import dev.countersign.approvals.DecisionRefused;
import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.approvals.RequestFilter;
import dev.countersign.approvals.Width;
import dev.countersign.cli.Clients.Ended;
import dev.countersign.model.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

  private static final String RULES =
      """
      rules:
        - name: writes in a hurry
          approve: aws.action == "PutObject" && aws.resource.contains("/hurry/")
          approvers: hurried
        - name: writes that cannot wait
          approve: aws.action == "PutObject" && aws.resource.contains("/brief/")
          approvers: brief
        - name: machines
          approve: aws.action == "RunInstances"
          approvers: hurried
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

  @TempDir private Path directory;
  private AskingSandbox sandbox;
  private Path file;

  @BeforeEach
  void start() throws IOException {
    sandbox = AskingSandbox.start(directory, RULES, PEOPLE, "ana", "raj", "eve");
    file = Files.writeString(directory.resolve("body.txt"), "what is written");
  }

  @AfterEach
  void stop() {
    sandbox.close();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsApprovedWhileItIsHeldGoes(S3Writer client) throws Exception {
    CompletableFuture<Ended> put = putting(client, "held");
    Request request = sandbox.pending();
    assertThat(request.card().resource()).isEqualTo("arn:aws:s3:::" + BUCKET + "/held");
    assertThat(written()).isEmpty();
    sandbox.done("ana", "approvals approve", request.id(), "--comment", "fine");
    assertThat(put.get(60, TimeUnit.SECONDS).exit()).isZero();
    assertThat(written()).containsExactly("held");
    assertThat(sandbox.audit())
        .contains("\"approval\":{\"id\":\"" + request.id() + "\",\"by\":[\"ana\"]");
  }

  @ParameterizedTest
  @EnumSource
  void whatIsApprovedAfterTheHoldGoesWhenItIsSentAgain(S3Writer client) throws Exception {
    Ended first = put(client, "hurry/k");
    Request request = sandbox.pending();
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
  void aDenialSaysWhy(S3Writer client) throws Exception {
    CompletableFuture<Ended> put = putting(client, "denied");
    sandbox.done("ana", "approvals deny", sandbox.pending().id(), "--comment", "not on a Friday");
    assertThat(put.get(60, TimeUnit.SECONDS).output())
        .contains("AccessDenied", "ana", "not on a Friday");
    assertThat(written()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void anotherBodyIsAnotherRequest(S3Writer client) throws Exception {
    put(client, "hurry/k");
    Request request = sandbox.pending();
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
  void twoHaveToAgreeAndNobodyForTheirOwn(S3Writer client) throws Exception {
    CompletableFuture<Ended> put = putting(client, "two/k");
    Request request = sandbox.pending();
    approvals().decide(request.id(), ANA, ONCE);
    assertThat(catching(() -> approvals().decide(request.id(), RAJ, ONCE))).contains("own");
    assertThat(written()).isEmpty();
    approvals().decide(request.id(), EVE, ONCE);
    assertThat(put.get(60, TimeUnit.SECONDS).exit()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aRestartLosesNothing(S3Writer client) throws Exception {
    put(client, "hurry/k");
    String id = sandbox.pending().id();
    sandbox.restart();
    assertThat(sandbox.pending().id()).isEqualTo(id);
    approvals().decide(id, ANA, ONCE);
    sandbox.restart();
    assertThat(put(client, "hurry/k").exit()).isZero();
    assertThat(written()).containsExactly("hurry/k");
  }

  @Test
  void whatNobodyDecidesExpires() throws Exception {
    S3Writer.BOTO3.check();
    put(S3Writer.BOTO3, "brief/k");
    Request request = sandbox.pending();
    // What is out of time is ended within a second; a busy machine may take some more.
    Thread.sleep(Duration.between(Instant.now(), request.expires()).plusSeconds(5));
    assertThat(approvals().find(request.id()).orElseThrow().state())
        .isEqualTo(Request.State.EXPIRED);
    assertThat(catching(() -> approvals().decide(request.id(), ANA, ONCE))).isNotEmpty();
    assertThat(put(S3Writer.BOTO3, "brief/k").output())
        .contains("pending")
        .doesNotContain(request.id());
  }

  @Test
  void fiftyAtOnceAreOneCardAndOneCall() throws Exception {
    S3Writer.BOTO3.check();
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
    Request request = sandbox.pending();
    // Long enough for all of them to have come.
    Thread.sleep(3_000);
    assertThat(approvals().list(RequestFilter.all())).hasSize(1);
    approvals().decide(request.id(), ANA, ONCE);
    List<String> said = all.get(90, TimeUnit.SECONDS).output().lines().toList();
    assertThat(said).hasSize(50).filteredOn("went"::equals).hasSize(1);
    assertThat(said).filteredOn(it -> !it.equals("went")).allMatch(it -> it.contains("again"));
    assertThat(written()).containsExactly("fifty");
  }

  @Test
  void whatIsSentAgainWithAnotherTokenIsTheSame() throws Exception {
    S3Writer.BOTO3.check();
    // botocore makes up a ClientToken, a new one for each call.
    List<String> instance =
        List.of(
            "python3",
            "-c",
            "import boto3; boto3.client('ec2').run_instances(ImageId='ami-00000000000000001',"
                + " MinCount=1, MaxCount=1)");
    Ended first = running(instance).get(60, TimeUnit.SECONDS);
    Request request = sandbox.pending();
    assertThat(first.output()).contains("UnauthorizedOperation", request.id(), "again");
    assertThat(running(instance).get(60, TimeUnit.SECONDS).output()).contains(request.id());
    sandbox.done("ana", "approvals approve", request.id());
    assertThat(running(instance).get(60, TimeUnit.SECONDS).exit()).isZero();
    assertThat(sandbox.went("RunInstances")).hasSize(1);
    assertThat(running(instance).get(60, TimeUnit.SECONDS).output())
        .as("a decision is for one call")
        .contains("UnauthorizedOperation", sandbox.pending().id())
        .doesNotContain(request.id());
    assertThat(sandbox.went("RunInstances")).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void aGrantServesWhatComesUntilItIsRevoked(S3Writer client) throws Exception {
    CompletableFuture<Ended> put = putting(client, "first");
    sandbox.done(
        "ana", "approvals approve", sandbox.pending().id(), "--width", "action", "--for", "5m");
    assertThat(put.get(60, TimeUnit.SECONDS).exit()).isZero();
    assertThat(put(client, "second").exit()).isZero();
    String grant = approvals().grants(false).getFirst().id();
    assertThat(sandbox.audit()).contains("\"grant\":\"" + grant + "\"");
    sandbox.done("ana", "grants revoke", grant);
    CompletableFuture<Ended> third = putting(client, "third");
    approvals().decide(sandbox.pending().id(), ANA, new Decision.Deny(""));
    assertThat(third.get(60, TimeUnit.SECONDS).exit()).isNotZero();
    assertThat(written()).containsExactly("first", "second");
  }

  @ParameterizedTest
  @EnumSource
  void whoIsStoppedIsRefusedAtOnce(S3Writer client) throws Exception {
    CompletableFuture<Ended> put = putting(client, "held");
    sandbox.pending();
    sandbox.done("ana", "pauses begin", "agent", "claude", "--comment", "it went wild");
    assertThat(put.get(60, TimeUnit.SECONDS).output()).contains("AccessDenied", "paused");
    Ended list = running(List.of("aws", "s3", "ls")).get(60, TimeUnit.SECONDS);
    assertThat(list.output()).contains("paused", "it went wild");
    sandbox.done("ana", "pauses end", "agent", "claude");
    assertThat(running(List.of("aws", "s3", "ls")).get(60, TimeUnit.SECONDS).exit()).isZero();
  }

  private Approvals approvals() {
    return sandbox.approvals();
  }

  /** The keys of the objects that the stand-in has taken. */
  private List<String> written() {
    return sandbox.went("PutObject").stream()
        .map(call -> call.path().replaceFirst("^/" + BUCKET, "").substring(1))
        .toList();
  }

  private Ended put(S3Writer client, String key) throws Exception {
    return putting(client, key).get(60, TimeUnit.SECONDS);
  }

  private CompletableFuture<Ended> putting(S3Writer client, String key) {
    client.check();
    return running(client.put(BUCKET, key, file));
  }

  private CompletableFuture<Ended> running(List<String> command) {
    return Clients.start(sandbox.gateway(), command);
  }

  private static String catching(Runnable refused) {
    try {
      refused.run();
      return "";
    } catch (DecisionRefused e) {
      return String.valueOf(e.getMessage());
    }
  }
}
