package dev.countersign.credentials;

import dev.countersign.config.GatewayConfig;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.RequestBody;
import dev.countersign.model.RequestHead;
import dev.countersign.signer.InboundSignature;
import java.time.Clock;
import java.util.Optional;

/** Who asks, and for which account. */
public final class Agents {

  /** An agent and the account that its placeholder key names. */
  public record Caller(Agent agent, Account account) {}

  /**
   * @throws dev.countersign.model.InvalidFileException where a secret file cannot be used
   */
  public Agents(GatewayConfig config, Clock clock) {
    throw new UnsupportedOperationException(config + "" + clock);
  }

  /**
   * Identifies the sender of a request by its placeholder key and, where the agent has a secret, by
   * its signature.
   *
   * @param address the peer's IP address as text
   * @param tunnel the agent that the tunnel itself proved, if any; a key of another one is refused
   * @throws dev.countersign.model.Refusal UNKNOWN_AGENT, UNKNOWN_ACCOUNT or SIGNATURE_MISMATCH
   */
  public Caller identify(
      RequestHead head,
      InboundSignature signature,
      RequestBody body,
      String address,
      Optional<Agent> tunnel) {
    throw new UnsupportedOperationException(head + "" + signature + body + address + tunnel);
  }

  /**
   * The agent that a {@code Proxy-Authorization: Basic} value proves.
   *
   * @throws dev.countersign.model.Refusal UNKNOWN_AGENT where it proves none
   */
  public Agent authenticate(String proxyAuthorization, String address) {
    throw new UnsupportedOperationException(proxyAuthorization + address);
  }
}
