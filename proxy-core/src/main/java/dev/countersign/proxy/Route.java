package dev.countersign.proxy;

import dev.countersign.config.GatewayConfig.HostsConfig;
import dev.countersign.model.Agent;
import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** What becomes of a CONNECT. */
sealed interface Route {

  /** TLS ends here, and every request inside is judged. */
  record Intercept() implements Route {}

  /** Bytes pass unseen. */
  record Tunnel() implements Route {}

  /** It would be a tunnel, had the client proved who it is. */
  record Authenticate() implements Route {}

  /** TLS ends here only to say no. */
  record Refuse(Refusal refusal) implements Route {}

  /**
   * Decides. An AWS endpoint, and the gateway's own host for signed URLs, is intercepted, on port
   * 443 only, and never tunnelled; so is a host that takes WebSockets, on its ports. Any other host
   * is tunnelled where the config says so, for an agent that has proved who it is, or for anybody
   * where anonymous agents are allowed (which only a listener on loopback may do).
   */
  static Route of(
      ConnectTarget target,
      Optional<Agent> agent,
      Predicate<String> isAwsEndpoint,
      Set<Integer> webSocketPorts,
      HostsConfig hosts,
      boolean anonymousAgents) {
    boolean own = target.host().equals(MintRequest.HOST);
    boolean aws = isAwsEndpoint.test(target.host()) || !webSocketPorts.isEmpty();
    if (own || (!target.literal() && aws)) {
      return target.port() == 443 || webSocketPorts.contains(target.port())
          ? new Intercept()
          : refuse("AWS endpoints can be called on port 443 only");
    }
    if (!hosts.tunnels(target.host())) {
      return refuse(
          target.host()
              + " is not an AWS endpoint, and the gateway's hosts.tunnel does not permit it;"
              + " ask the operator");
    }
    return anonymousAgents || agent.isPresent() ? new Tunnel() : new Authenticate();
  }

  private static Refuse refuse(String why) {
    return new Refuse(new Refusal(Failure.HOST_NOT_PERMITTED, why));
  }
}
