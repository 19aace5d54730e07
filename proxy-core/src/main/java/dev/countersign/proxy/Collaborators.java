package dev.countersign.proxy;

import dev.countersign.approvals.Approval;
import dev.countersign.audit.AuditRecord;
import dev.countersign.catalog.Destination;
import dev.countersign.certs.LeafCertificates.Leaf;
import dev.countersign.credentials.Agents.Caller;
import dev.countersign.credentials.PlaceholderSessions.Granted;
import dev.countersign.credentials.RoleSessions.Session;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Decision;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Narrowing;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.model.SigningScope;
import dev.countersign.signer.Inbound;
import dev.countersign.signer.InboundMint;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.Presigned;
import dev.countersign.signer.SignedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;

/**
 * Everything that this module asks of the others, on one page: the wall between bytes and
 * decisions. What a method may throw is what the asked module documents; all but {@link
 * #isAwsEndpoint}, {@link #webSocketPorts}, {@link #errorFormat} and {@link #leaf} may block, and
 * are called from virtual threads only.
 */
interface Collaborators {

  /** What the rules said, and which rules they were. */
  record Judgement(Decision decision, String rulesVersion) {}

  boolean isAwsEndpoint(String host);

  /** The ports on which the host takes WebSockets; none where it takes none of an account's. */
  Set<Integer> webSocketPorts(String host);

  ErrorFormat errorFormat(RequestHead head);

  CompletableFuture<Leaf> leaf(String host);

  Agent authenticate(String proxyAuthorization, String address);

  Inbound inbound(RequestHead head, RequestBody body);

  Inbound mint(RequestHead head);

  Caller identify(Inbound inbound, RequestBody body, String address, Optional<Agent> tunnel);

  Destination locate(RequestHead head, SigningScope scope, RequestBody body);

  AwsCall read(Inbound inbound, Account account, RequestBody body);

  AwsCall readUpgrade(Inbound inbound, Account account);

  Judgement judge(AwsCall call, Agent agent, Instant time, long size);

  /** Refuses the calls of an agent, or for an account, that a person has stopped. */
  void requireRunning(Agent agent, Account account);

  /** Waits for people, and returns with their permission only. */
  Approval obtain(Questions.Asked asked, BooleanSupplier left);

  Inbound narrow(Inbound inbound, AwsCall call, Narrowing narrowing);

  Session session(
      InboundSignature signature, AwsCall call, Caller caller, List<String> sessionPolicies);

  Optional<Granted> grant(InboundSignature signature, Caller caller, AwsCall call);

  SignedRequest sign(
      InboundSignature inbound, Caller caller, RequestBody body, AwsCredentials credentials);

  SignedRequest signUpgrade(InboundSignature inbound, Caller caller, AwsCredentials credentials);

  Presigned presign(InboundMint mint, AwsCredentials credentials);

  void record(AuditRecord auditRecord);
}
