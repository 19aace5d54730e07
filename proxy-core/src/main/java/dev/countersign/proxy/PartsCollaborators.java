package dev.countersign.proxy;

import dev.countersign.audit.AuditRecord;
import dev.countersign.catalog.Destination;
import dev.countersign.certs.LeafCertificates.Leaf;
import dev.countersign.credentials.Agents.Caller;
import dev.countersign.credentials.RoleSessions.Session;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import dev.countersign.rules.RuleSet;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.SignedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The real modules behind {@link Collaborators}; nothing but forwarding. */
record PartsCollaborators(Gateway.Parts parts) implements Collaborators {

  @Override
  public boolean isAwsEndpoint(String host) {
    return parts.catalog().isAwsEndpoint(host);
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
  public InboundSignature signature(RequestHead head) {
    return InboundSignature.parse(head);
  }

  @Override
  public Caller identify(
      InboundSignature signature, RequestBody body, String address, Optional<Agent> tunnel) {
    return parts.agents().identify(signature, body, address, tunnel);
  }

  @Override
  public Destination locate(RequestHead head, SigningScope scope, RequestBody body) {
    return parts.catalog().locate(head, scope, body);
  }

  @Override
  public AwsCall read(RequestHead head, SigningScope scope, Account account, RequestBody body) {
    return parts.catalog().read(head, scope, account, body);
  }

  @Override
  public Judgement judge(AwsCall call, Agent agent, Instant time, long size) {
    // Taken once: a reload between the verdict and its version would make the record lie.
    RuleSet rules = parts.rules().current();
    return new Judgement(rules.decide(call, agent, time, size), rules.version());
  }

  @Override
  public Session session(AwsCall call, Agent agent, List<String> sessionPolicies) {
    return parts.sessions().forCall(call, agent, sessionPolicies);
  }

  @Override
  public SignedRequest sign(
      InboundSignature inbound, Caller caller, RequestBody body, AwsCredentials credentials) {
    return parts.signer().sign(inbound, caller.chunks(), body, credentials);
  }

  @Override
  public void record(AuditRecord auditRecord) {
    parts.audit().write(auditRecord);
  }
}
