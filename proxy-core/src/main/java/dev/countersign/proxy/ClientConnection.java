package dev.countersign.proxy;

import dev.countersign.model.Agent;
import dev.countersign.model.Refusal;
import java.util.Optional;

/**
 * What was settled when a tunnel was opened, and holds for every request in it.
 *
 * @param host the CONNECT target: lower case, without a port and without a trailing dot
 * @param address the peer's IP address as text
 * @param agent the agent that the tunnel's {@code Proxy-Authorization} proved
 * @param refusal why no request in it goes anywhere; the tunnel exists only to say so
 */
record ClientConnection(
    String host, int port, String address, Optional<Agent> agent, Optional<Refusal> refusal) {

  /** Whether what is asked in it is not to be made, but to be handed out as a signed URL. */
  boolean isForMinting() {
    return host.equals(MintRequest.HOST);
  }
}
