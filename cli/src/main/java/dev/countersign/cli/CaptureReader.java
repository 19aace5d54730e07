package dev.countersign.cli;

import dev.countersign.catalog.Catalog;
import dev.countersign.config.GatewayConfig;
import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.config.GatewayConfig.AgentConfig;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Failure;
import dev.countersign.model.PlaceholderKey;
import dev.countersign.model.Refusal;
import dev.countersign.rules.CapturedCalls;
import dev.countersign.rules.Sample;
import dev.countersign.signer.Inbound;
import dev.countersign.signer.InboundMint;
import dev.countersign.signer.InboundSignature;
import dev.countersign.signer.InboundUnsigned;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads captured requests as the gateway would. The signature's form is read but not verified: a
 * capture is stale by nature.
 *
 * @param config says whose account and which agent it is; without one no capture can be read
 */
record CaptureReader(Catalog catalog, Optional<GatewayConfig> config) implements CapturedCalls {

  private static final String ADDRESS = "127.0.0.1";

  @Override
  public Sample read(byte[] captured) {
    return read(CapturedRequest.parse(captured));
  }

  /**
   * As {@link #read(byte[])}; the time is the one that was signed, if any was.
   *
   * @throws Refusal where the gateway would refuse it before any rule is asked
   */
  Sample read(CapturedRequest request) {
    GatewayConfig known =
        config.orElseThrow(
            () ->
                new Refusal(
                    Failure.UNKNOWN_ACCOUNT,
                    "no configuration lists accounts and agents; name one with --config"));
    return switch (Inbound.parse(request.head(), request.body())) {
      case InboundSignature signature -> signed(known, signature, request);
      case InboundUnsigned unsigned ->
          new Sample(
              catalog.readUnsigned(unsigned.request(), unsigned.auth(), request.body()),
              new Agent(Agent.ANONYMOUS, ADDRESS, false),
              Instant.EPOCH,
              request.length());
      case InboundMint _ -> throw new IllegalStateException("no request asks for it by itself");
    };
  }

  private Sample signed(GatewayConfig known, InboundSignature signature, CapturedRequest request) {
    PlaceholderKey key = key(signature);
    AwsCall call =
        catalog.read(signature.request(), signature.scope(), account(known, key), request.body());
    signature.requireReadAs(call);
    return new Sample(
        call.with(signature.auth()), agent(known, key), signature.signedAt(), request.length());
  }

  private static PlaceholderKey key(InboundSignature signature) {
    return PlaceholderKey.parse(signature.accessKeyId())
        .orElseThrow(
            () ->
                new Refusal(
                    Failure.UNKNOWN_AGENT,
                    "the access key id is no placeholder (AKIA + account + tag); see"
                        + " countersign profiles"));
  }

  private static Account account(GatewayConfig config, PlaceholderKey key) {
    AccountConfig account =
        Optional.ofNullable(config.accounts().get(key.account()))
            .orElseThrow(
                () ->
                    new Refusal(
                        Failure.UNKNOWN_ACCOUNT,
                        "the account " + key.account() + " is not listed in " + config.source()));
    return new Account(account.id(), account.name());
  }

  /** Who it would be, if the signature holds. */
  private static Agent agent(GatewayConfig config, PlaceholderKey key) {
    Optional<AgentConfig> agent =
        config.agents().values().stream().filter(a -> a.tag().equals(key.tag())).findFirst();
    return new Agent(
        agent.map(AgentConfig::name).orElse(Agent.ANONYMOUS),
        ADDRESS,
        agent.flatMap(AgentConfig::secretFile).isPresent());
  }
}
