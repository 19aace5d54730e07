package dev.countersign.proxy;

import dev.countersign.approvals.Approval;
import dev.countersign.audit.AuditRecord;
import dev.countersign.catalog.Destination;
import dev.countersign.catalog.WebSocketHost;
import dev.countersign.certs.LeafCertificates.Leaf;
import dev.countersign.credentials.Agents;
import dev.countersign.credentials.Agents.Caller;
import dev.countersign.credentials.PlaceholderSessions.Granted;
import dev.countersign.credentials.RoleSessions.Session;
import dev.countersign.credentials.SessionMode;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Failure;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import dev.countersign.rules.RuleSet;
import dev.countersign.signer.Inbound;
import dev.countersign.signer.InboundMint;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.InboundUnsigned;
import dev.countersign.signer.Presigned;
import dev.countersign.signer.SignedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/** The real modules behind {@link Collaborators}; nothing but forwarding. */
record PartsCollaborators(Gateway.Parts parts, Questions questions) implements Collaborators {

  static PartsCollaborators of(Gateway.Parts parts) {
    return new PartsCollaborators(
        parts, new Questions(parts.config(), parts.catalog(), parts.approvals()));
  }

  @Override
  public boolean isAwsEndpoint(String host) {
    return parts.catalog().isAwsEndpoint(host);
  }

  @Override
  public Set<Integer> webSocketPorts(String host) {
    return parts
        .catalog()
        .webSocketHost(host)
        .filter(it -> !it.ofAccount() || parts.config().ownerOf(host).isPresent())
        .map(WebSocketHost::ports)
        .orElse(Set.of());
  }

  @Override
  public ErrorFormat errorFormat(RequestHead head) {
    return parts.catalog().errorFormat(head);
  }

  @Override
  public CompletableFuture<Leaf> leaf(String host) {
    return parts.certificates().forHost(host);
  }

  @Override
  public Agent authenticate(String proxyAuthorization, String address) {
    return parts.agents().authenticate(proxyAuthorization, address);
  }

  @Override
  public Inbound inbound(RequestHead head, RequestBody body) {
    return Inbound.parse(head, body);
  }

  @Override
  public Inbound mint(RequestHead head) {
    return InboundMint.parse(head);
  }

  @Override
  public Caller identify(
      Inbound inbound, RequestBody body, String address, Optional<Agent> tunnel) {
    return parts.agents().identify(inbound, body, address, tunnel);
  }

  @Override
  public Destination locate(RequestHead head, SigningScope scope, RequestBody body) {
    return parts.catalog().locate(head, scope, body);
  }

  @Override
  public AwsCall read(Inbound inbound, Account account, RequestBody body) {
    return switch (inbound) {
      case InboundSignature signed -> {
        AwsCall call = parts.catalog().read(signed.request(), signed.scope(), account, body);
        signed.requireReadAs(call);
        yield call.with(signed.auth());
      }
      case InboundUnsigned unsigned ->
          parts.catalog().readUnsigned(unsigned.request(), unsigned.auth(), body);
      case InboundMint mint ->
          parts
              .catalog()
              .readMint(
                  mint.request(),
                  mint.presigned().scope(),
                  account,
                  mint.presigned().signedHeaders(),
                  mint.lifetime());
    };
  }

  @Override
  public AwsCall readUpgrade(Inbound inbound, Account account) {
    if (!(inbound instanceof InboundSignature signature)) {
      throw new Refusal(
          Failure.SIGNATURE_UNSUPPORTED,
          "the upgrade to a WebSocket is not signed, so it names no account:"
              + " use the placeholder profile of the account that is meant");
    }
    RequestHead head = signature.request();
    AwsCall call = parts.catalog().readUpgrade(head, signature.scope(), account);
    Optional<String> owner = parts.config().ownerOf(head.host());
    if (isOfAccount(head) && !owner.equals(Optional.of(account.id()))) {
      throw new Refusal(
          Failure.HOST_NOT_PERMITTED,
          head.host() + " does not stand under the apis of the account " + account.id());
    }
    return call;
  }

  private boolean isOfAccount(RequestHead head) {
    return parts.catalog().webSocketHost(head.host()).filter(WebSocketHost::ofAccount).isPresent();
  }

  @Override
  public Judgement judge(AwsCall call, Agent agent, Instant time, long size) {
    // Taken once: a reload between the verdict and its version would make the record lie.
    RuleSet rules = parts.rules().current();
    return new Judgement(rules.decide(call, agent, time, size), rules.version());
  }

  @Override
  public void requireRunning(Agent agent, Account account) {
    questions.requireRunning(agent.name(), account.id());
  }

  @Override
  public Approval obtain(Questions.Asked asked, BooleanSupplier left) {
    return questions.obtain(asked, left);
  }

  @Override
  public Inbound narrow(Inbound inbound, AwsCall call, Narrowing narrowing) {
    boolean confined =
        narrowing.confinesBuckets() || parts.config().confinesBuckets(call.account().id());
    return switch (inbound) {
      case InboundSignature signature when confined ->
          Confinement.of(signature, call, parts.catalog().ownerHeaders(call));
      case InboundMint mint when confined ->
          Confinement.of(mint, call, parts.catalog().ownerHeaders(call));
      case InboundSignature _, InboundMint _, InboundUnsigned _ -> inbound;
    };
  }

  @Override
  public Session session(
      InboundSignature signature, AwsCall call, Caller caller, List<String> sessionPolicies) {
    Optional<SessionMode> express = Agents.expressMode(caller, call);
    Session role = parts.sessions().forCall(call, caller.agent(), sessionPolicies);
    return express
        .map(mode -> parts.express().inBucket(role, call.host(), call.region(), mode))
        .orElse(role);
  }

  @Override
  public Optional<Granted> grant(InboundSignature signature, Caller caller, AwsCall call) {
    return parts.agents().grant(signature, caller, call);
  }

  @Override
  public SignedRequest sign(
      InboundSignature inbound, Caller caller, RequestBody body, AwsCredentials credentials) {
    return parts.signer().sign(inbound, caller.chunks(), body, credentials);
  }

  @Override
  public SignedRequest signUpgrade(
      InboundSignature inbound, Caller caller, AwsCredentials credentials) {
    boolean events =
        parts
            .catalog()
            .webSocketHost(inbound.request().host())
            .filter(WebSocketHost::events)
            .isPresent();
    return parts.signer().signUpgrade(inbound, caller.chunks(), events, credentials);
  }

  @Override
  public Presigned presign(InboundMint mint, AwsCredentials credentials) {
    return parts.presigner().sign(mint, credentials);
  }

  @Override
  public void record(AuditRecord auditRecord) {
    parts.audit().write(auditRecord);
  }
}
