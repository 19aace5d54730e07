package dev.countersign.proxy;

import dev.countersign.approvals.Approval;
import dev.countersign.audit.AuditRecord.Upstream;
import dev.countersign.credentials.Agents.Caller;
import dev.countersign.credentials.PlaceholderSessions.Granted;
import dev.countersign.credentials.RoleSessions.Session;
import dev.countersign.model.AwsCall;
import dev.countersign.model.AwsCredentials;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Failure;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Refusal;
import dev.countersign.model.Verdict;
import dev.countersign.proxy.Questions.Asked;
import dev.countersign.signer.Inbound;
import dev.countersign.signer.InboundMint;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.InboundUnsigned;
import dev.countersign.signer.SignedRequest;
import java.time.Clock;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request from its reading to its outcome, on a virtual thread of its own. {@link #call} is the
 * whole way, in order; each step may block, and each may end it with a {@link Refusal}.
 *
 * <p>Nothing is dialled and no credentials are asked for before the rules have said yes and the
 * intent is on record.
 */
final class Exchange {

  private static final Logger LOG = LoggerFactory.getLogger(Exchange.class);

  private final ClientStream client;
  private final ClientConnection connection;
  private final Collaborators ask;
  private final Upstreams upstreams;
  private final Journal journal;
  private final Meters meters;
  private final Clock clock;

  Exchange(
      ClientStream client,
      ClientConnection connection,
      Collaborators collaborators,
      Upstreams upstreams,
      Journal journal,
      Meters meters,
      Clock clock) {
    this.client = client;
    this.connection = connection;
    this.ask = collaborators;
    this.upstreams = upstreams;
    this.journal = journal;
    this.meters = meters;
    this.clock = clock;
  }

  void run() {
    try {
      Optional<Answer> own = call();
      end();
      own.ifPresent(answer -> client.loop().execute(() -> client.answer(answer)));
    } catch (Refusal refusal) {
      refuse(refusal);
    } catch (ClientLeft left) {
      journal.upstream(new Upstream(0, "", Texts.of(left)), System.nanoTime());
      end();
    } catch (RuntimeException | Error mistake) {
      LOG.error("exchange {} failed", client.id(), mistake);
      refuse(new Refusal(Failure.INTERNAL, "the gateway made a mistake; the call was not made"));
    }
  }

  /** The gateway's own answer, where the agent does not get AWS's. */
  private Optional<Answer> call() {
    IncomingBody body = client.body();
    Inbound claimed = connection.arrival().inbound(client.head(), body, ask);
    Caller caller = ask.identify(claimed, body, connection.address(), connection.agent());
    journal.agent(caller.agent());

    Inbound inbound = connection.arrival().meant(claimed, body, ask);
    AwsCall call = read(inbound, caller, body);
    journal.call(call);
    ask.requireRunning(caller.agent(), caller.account());
    Narrowing narrowing = decide(inbound, call, caller);
    Inbound narrowed = ask.narrow(inbound, call, narrowing);

    stillThere();
    journal.writeIntent();
    return switch (narrowed) {
      case InboundSignature signature -> {
        AwsCredentials credentials = session(signature, call, caller, narrowing);
        Optional<Granted> granted = ask.grant(signature, caller, call);
        yield granted.isPresent()
            ? granted.map(own -> Answers.session(own, client.id(), clock.instant()))
            : relay(signed(signature, caller, body, credentials), Optional.of(credentials), caller);
      }
      case InboundUnsigned unsigned -> {
        refuseNarrowing(narrowing);
        yield relay(unsigned.forwarded(), Optional.empty(), caller);
      }
      case InboundMint mint -> {
        AwsCredentials credentials = session(mint.presigned(), call, caller, narrowing);
        yield Optional.of(MintRequest.answer(ask.presign(mint, credentials)));
      }
    };
  }

  private AwsCall read(Inbound inbound, Caller caller, IncomingBody body) {
    return client.handshake().isPresent()
        ? ask.readUpgrade(inbound, caller.account())
        : ask.read(inbound, caller.account(), body);
  }

  private SignedRequest signed(
      InboundSignature signature, Caller caller, IncomingBody body, AwsCredentials credentials) {
    return client.handshake().isPresent()
        ? ask.signUpgrade(signature, caller, credentials)
        : ask.sign(signature, caller, body, credentials);
  }

  private AwsCredentials session(
      InboundSignature signature, AwsCall call, Caller caller, Narrowing narrowing) {
    long asked = System.nanoTime();
    Session session = ask.session(signature, call, caller, narrowing.sessionPolicies());
    journal.session(session.role(), session.session(), asked);
    return session.credentials();
  }

  private Optional<Answer> relay(
      SignedRequest signed, Optional<AwsCredentials> credentials, Caller caller) {
    stillThere();
    long dialled = System.nanoTime();
    Runnable requireRunning = () -> ask.requireRunning(caller.agent(), caller.account());
    Upstream answer = new Relay(client, signed, credentials, upstreams, requireRunning).run();
    journal.upstream(answer, dialled);
    meters.upstream(System.nanoTime() - dialled);
    return Optional.empty();
  }

  private static void refuseNarrowing(Narrowing narrowing) {
    if (!narrowing.equals(Narrowing.NONE)) {
      throw new Refusal(
          Failure.CREDENTIALS_REFUSED,
          "the rule narrows what the call's credentials may do, and it has none;"
              + " the operator has to change the rule");
    }
  }

  /** What the call is narrowed with, once it may go; may wait for people. */
  private Narrowing decide(Inbound inbound, AwsCall call, Caller caller) {
    // What will be sent to a URL that is handed out, nobody knows.
    long size = connection.isForMinting() ? -1 : client.body().length();
    Collaborators.Judgement judgement = ask.judge(call, caller.agent(), clock.instant(), size);
    journal.judged(judgement, size);
    Verdict verdict = judgement.decision().verdict();
    meters.verdict(verdict);
    return switch (verdict) {
      case Verdict.Allow allow -> {
        CredentialWall.check(call);
        yield allow.narrowing();
      }
      case Verdict.Deny deny -> throw new Refusal(Failure.DENIED, Explanations.denied(deny, call));
      case Verdict.Approve approve -> {
        // Nobody is asked for what no answer could permit.
        CredentialWall.check(call);
        obtain(
            new Asked(
                inbound, call, caller.agent(), client.body(), approve, judgement.rulesVersion()));
        yield approve.narrowing();
      }
    };
  }

  private void obtain(Asked asked) {
    long begun = System.nanoTime();
    try {
      Approval approval = ask.obtain(asked, client::hasLeft);
      journal.approved(approval);
    } finally {
      journal.waited(begun);
    }
    // Whoever was stopped meanwhile, stays.
    ask.requireRunning(asked.agent(), asked.call().account());
    stillThere();
  }

  private void stillThere() {
    if (client.hasLeft()) {
      throw new ClientLeft();
    }
  }

  /** Answers with a failure, and records it first: who sees the answer finds the record. */
  void refuse(Refusal refusal) {
    if (refusal.getCause() != null) {
      LOG.warn("{}: {} ({})", client.id(), refusal.getMessage(), refusal.getCause().toString());
    }
    meters.failure(refusal.failure());
    journal.refused(refusal.failure(), Texts.of(refusal));
    Answer answer = answer(refusal);
    end();
    client.loop().execute(() -> client.answer(answer));
  }

  private Answer answer(Refusal refusal) {
    if (connection.refusal().isPresent()) {
      return Answers.plain(refusal, client.id(), clock.instant());
    }
    return Answers.aws(
        refusal,
        connection.isForMinting()
            ? ErrorFormat.JSON
            : journal
                .call()
                .map(AwsCall::errorFormat)
                .orElseGet(() -> ask.errorFormat(client.head())),
        client.id(),
        clock.instant());
  }

  private void end() {
    journal.writeOutcome(client.body().received(), client.sent());
    client.body().close();
  }
}
