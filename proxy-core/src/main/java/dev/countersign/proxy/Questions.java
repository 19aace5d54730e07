package dev.countersign.proxy;

import dev.countersign.approvals.Approval;
import dev.countersign.approvals.Approvals;
import dev.countersign.approvals.Card;
import dev.countersign.approvals.Fingerprint;
import dev.countersign.approvals.Group;
import dev.countersign.approvals.Question;
import dev.countersign.catalog.Catalog;
import dev.countersign.config.GatewayConfig;
import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.config.OperatorsConfig.GroupConfig;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Failure;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Refusal;
import dev.countersign.model.RequestBody;
import dev.countersign.model.Verdict;
import dev.countersign.signer.Inbound;
import dev.countersign.signer.RequestDigest;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Asks people about calls, in the words of this gateway's configuration. */
record Questions(GatewayConfig config, Catalog catalog, Optional<Approvals> approvals) {

  /** The same for all attempts of one call of an SDK. */
  private static final String INVOCATION = "amz-sdk-invocation-id";

  private static final int MAX_INVOCATION = 100;

  /** A call that a rule wants a person to decide. */
  record Asked(
      Inbound inbound,
      AwsCall call,
      Agent agent,
      RequestBody body,
      Verdict.Approve verdict,
      String rulesVersion) {}

  /**
   * @throws Refusal PAUSED, or APPROVALS_UNAVAILABLE where nobody can tell
   */
  void requireRunning(String agent, String account) {
    approvals.ifPresent(it -> it.requireRunning(agent, account));
  }

  /**
   * Waits for people, for as long as their group's hold is.
   *
   * @throws Refusal DENIED where the configuration has nobody to ask; else as {@link
   *     Approvals#obtain}
   */
  Approval obtain(Asked asked, BooleanSupplier left) {
    Approvals people = approvals.orElseThrow(() -> nobody(asked));
    GroupConfig group =
        config.operators().group(asked.verdict().approvers()).orElseThrow(() -> nobody(asked));
    RequestDigest digest =
        RequestDigest.of(asked.inbound(), asked.body(), catalog.idempotencyToken(asked.call()));
    return people.obtain(
        new Question(
            fingerprint(asked, digest),
            card(asked),
            group(group),
            asked.rulesVersion(),
            invocation(asked.inbound()),
            digest.repeatable()),
        left);
  }

  private Card card(Asked asked) {
    return Card.of(asked.agent(), asked.call(), asked.verdict(), catalog.shown(asked.call()));
  }

  private Fingerprint fingerprint(Asked asked, RequestDigest digest) {
    AwsCall call = asked.call();
    return Fingerprint.of(
        asked.agent().name(),
        call.account().id(),
        role(call, asked.verdict().narrowing()),
        call.service(),
        call.action(),
        call.region(),
        digest.sha256(),
        asked.rulesVersion());
  }

  /** As what the call will be signed. */
  private String role(AwsCall call, Narrowing narrowing) {
    String role =
        Optional.ofNullable(config.accounts().get(call.account().id()))
            .flatMap(AccountConfig::role)
            .orElse("");
    boolean confined = narrowing.confinesBuckets() || config.confinesBuckets(call.account().id());
    return role + " " + narrowing.sessionPolicies() + (confined ? " confined" : "");
  }

  private static Optional<String> invocation(Inbound inbound) {
    return inbound
        .request()
        .headers()
        .single(INVOCATION)
        .filter(id -> id.length() <= MAX_INVOCATION);
  }

  private static Group group(GroupConfig group) {
    return new Group(
        group.name(),
        group.people(),
        group.quorum(),
        group.hold(),
        group.timeout(),
        group.notOwn(),
        group.commentRequired());
  }

  private static Refusal nobody(Asked asked) {
    return new Refusal(Failure.DENIED, Explanations.needsApproval(asked.verdict(), asked.call()));
  }
}
