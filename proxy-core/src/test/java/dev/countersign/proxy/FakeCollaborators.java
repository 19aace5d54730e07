package dev.countersign.proxy;

import dev.countersign.approvals.Approval;
import dev.countersign.audit.AuditRecord;
import dev.countersign.catalog.Destination;
import dev.countersign.certs.LeafCertificates.Leaf;
import dev.countersign.credentials.Agents.Caller;
import dev.countersign.credentials.PlaceholderSessions.Granted;
import dev.countersign.credentials.RoleSessions.Session;
import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.Auth;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Decision;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Failure;
import dev.countersign.model.Headers;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.Secret;
import dev.countersign.model.SigningScope;
import dev.countersign.model.Verdict;
import dev.countersign.signer.BodyPlan;
import dev.countersign.signer.Inbound;
import dev.countersign.signer.InboundMint;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.Payload;
import dev.countersign.signer.Presigned;
import dev.countersign.signer.SignedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/** Decisions that a test makes itself, and the list of what was asked for, in order. */
final class FakeCollaborators implements Collaborators {

  final List<String> asked = new CopyOnWriteArrayList<>();
  final List<AuditRecord> records = new CopyOnWriteArrayList<>();
  private final Map<String, Leaf> leaves = new ConcurrentHashMap<>();

  volatile Verdict verdict = new Verdict.Allow("everything", "", Narrowing.NONE);
  volatile BodyPlan plan = new BodyPlan.PassThrough();
  volatile boolean unsigned;
  volatile boolean webSockets;
  volatile String action = "GetObject";
  volatile String service = "s3";
  volatile Consumer<RequestBody> reading = _ -> {};
  volatile Consumer<String> step = _ -> {};

  /** What people say; nobody is there, unless a test says otherwise. */
  volatile Function<Questions.Asked, Approval> people =
      asked -> {
        throw new Refusal(
            Failure.DENIED, Explanations.needsApproval(asked.verdict(), asked.call()));
      };

  private void ask(String what) {
    asked.add(what);
    step.accept(what);
  }

  @Override
  public boolean isAwsEndpoint(String host) {
    return host.endsWith(".amazonaws.com");
  }

  @Override
  public Set<Integer> webSocketPorts(String host) {
    return webSockets ? Set.of(443, 8443) : Set.of();
  }

  @Override
  public AwsCall readUpgrade(Inbound inbound, Account account) {
    ask("upgrade");
    return read(inbound, account, RequestBody.EMPTY);
  }

  @Override
  public SignedRequest signUpgrade(
      InboundSignature inbound, Caller caller, AwsCredentials credentials) {
    return sign(inbound, caller, RequestBody.EMPTY, credentials);
  }

  @Override
  public ErrorFormat errorFormat(RequestHead head) {
    return ErrorFormat.S3_XML;
  }

  @Override
  public CompletableFuture<Leaf> leaf(String host) {
    return CompletableFuture.completedFuture(leaves.computeIfAbsent(host, TestCa.INSTANCE::leaf));
  }

  @Override
  public Agent authenticate(String proxyAuthorization, String address) {
    if (!proxyAuthorization.equals("Basic Y2xhdWRlOnNlY3JldA==")) {
      throw new Refusal(Failure.UNKNOWN_AGENT, "the gateway does not know this name and secret");
    }
    return new Agent("claude", address, true);
  }

  @Override
  public Inbound inbound(RequestHead head, RequestBody body) {
    ask("signature");
    return unsigned ? Inbound.parse(head, body) : signed(head);
  }

  private InboundSignature signed(RequestHead head) {
    return new InboundSignature(
        "AKIA222222222222CLDE",
        new SigningScope("eu-west-1", service),
        Instant.EPOCH,
        List.of("host"),
        "0".repeat(64),
        new Payload.Unsigned(),
        Optional.empty(),
        head,
        head);
  }

  @Override
  public Inbound mint(RequestHead head) {
    ask("mint");
    return new InboundMint(signed(head));
  }

  @Override
  public Caller identify(
      Inbound inbound, RequestBody body, String address, Optional<Agent> tunnel) {
    ask("identify");
    return new Caller(
        tunnel.orElse(new Agent("claude", address, false)),
        new Account("222222222222", "staging"),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Destination locate(RequestHead head, SigningScope scope, RequestBody body) {
    ask("locate");
    Headers headers =
        head.headers().without("host"::equalsIgnoreCase).plus("Host", ScriptedAws.HOST);
    return new Destination(
        new RequestHead(head.method(), head.target(), ScriptedAws.HOST, 443, headers), scope);
  }

  @Override
  public AwsCall read(Inbound inbound, Account account, RequestBody body) {
    RequestHead head = inbound.request();
    ask("read");
    reading.accept(body);
    return new AwsCall(
        service,
        "S3",
        action,
        !action.isEmpty(),
        account,
        "eu-west-1",
        "aws",
        "",
        List.of(),
        false,
        head.method(),
        head.rawPath(),
        head.host(),
        Auth.SIGV4,
        List.of(),
        Access.READ,
        false,
        false,
        Map.of(),
        false,
        ErrorFormat.S3_XML,
        Set.of());
  }

  @Override
  public Judgement judge(AwsCall call, Agent agent, Instant time, long size) {
    ask("judge");
    return new Judgement(Decision.of(verdict), "v1");
  }

  @Override
  public void requireRunning(Agent agent, Account account) {
    ask("running");
  }

  @Override
  public Approval obtain(Questions.Asked asked, BooleanSupplier left) {
    ask("obtain");
    return people.apply(asked);
  }

  @Override
  public Inbound narrow(Inbound inbound, AwsCall call, Narrowing narrowing) {
    ask("narrow");
    return inbound;
  }

  @Override
  public Optional<Granted> grant(InboundSignature signature, Caller caller, AwsCall call) {
    return Optional.empty();
  }

  @Override
  public Session session(
      InboundSignature signature, AwsCall call, Caller caller, List<String> sessionPolicies) {
    ask("session");
    return new Session(
        new AwsCredentials("ASIAREAL", Secret.of("real-secret"), Secret.of("real-token"), null),
        "arn:aws:iam::222222222222:role/countersign",
        "claude");
  }

  @Override
  public SignedRequest sign(
      InboundSignature inbound, Caller caller, RequestBody body, AwsCredentials credentials) {
    RequestHead head = inbound.request();
    ask("sign");
    Headers headers =
        head.headers()
            .without(name -> name.equalsIgnoreCase("authorization"))
            .plus("Authorization", "signed with " + credentials.accessKeyId());
    return new SignedRequest(head.method(), head.target(), head.host(), head.port(), headers, plan);
  }

  @Override
  public Presigned presign(InboundMint mint, AwsCredentials credentials) {
    ask("presign");
    return new Presigned("https://" + mint.request().host() + "/", Instant.EPOCH);
  }

  @Override
  public void record(AuditRecord auditRecord) {
    ask(auditRecord.phase().name());
    records.add(auditRecord);
  }
}
