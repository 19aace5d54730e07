package dev.countersign.proxy;

import dev.countersign.model.Agent;
import dev.countersign.model.Refusal;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What was settled when a connection was opened, and holds for every request in it.
 *
 * @param arrival by which door it came
 * @param host the CONNECT target, or the gateway's own address: lower case, without a port and
 *     without a trailing dot
 * @param authorities what Host may say, in lower case
 * @param address the peer's IP address as text
 * @param agent the agent that the tunnel's {@code Proxy-Authorization} proved
 * @param webSockets whether the host takes them
 * @param refusal why no request in it goes anywhere; the tunnel exists only to say so
 */
record ClientConnection(
    Arrival arrival,
    String host,
    int port,
    Set<String> authorities,
    String address,
    Optional<Agent> agent,
    boolean webSockets,
    Optional<Refusal> refusal) {

  private static final int HTTP = 80;

  /** A tunnel whose TLS ends here. */
  static ClientConnection tunnel(
      ConnectTarget target,
      String address,
      Optional<Agent> agent,
      boolean webSockets,
      Optional<Refusal> refusal) {
    return new ClientConnection(
        target.host().equals(MintRequest.HOST) ? Arrival.MINT : Arrival.TUNNEL,
        target.host(),
        target.port(),
        Set.of(target.host(), target.host() + ":" + target.port()),
        address,
        agent,
        webSockets,
        refusal);
  }

  /**
   * A connection to the endpoint listener. Its own names are the address that the client dialled,
   * {@code localhost} for who is on this machine, and what the operator added: any other is the
   * name of a web page's server that leads here (DNS rebinding), or a bucket.
   *
   * @param own this end's address
   * @param names from the configuration
   */
  static ClientConnection endpoint(InetSocketAddress own, List<String> names, String address) {
    String host = NetUtil.toAddressString(own.getAddress());
    List<String> all = new ArrayList<>(names);
    all.add(host.contains(":") ? "[" + host + "]" : host);
    if (own.getAddress().isLoopbackAddress()) {
      all.add("localhost");
    }
    Set<String> authorities = new TreeSet<>();
    for (String name : all) {
      authorities.add(name + ":" + own.getPort());
      if (own.getPort() == HTTP) {
        authorities.add(name);
      }
    }
    return new ClientConnection(
        Arrival.ENDPOINT,
        host,
        own.getPort(),
        authorities,
        address,
        Optional.empty(),
        false,
        Optional.empty());
  }

  /** Whether what is asked in it is not to be made, but to be handed out as a signed URL. */
  boolean isForMinting() {
    return arrival == Arrival.MINT;
  }

  /** What to tell a sender that names another host. */
  String expectedHost() {
    return switch (arrival) {
      case TUNNEL, MINT -> "be the host of the tunnel, " + host;
      case ENDPOINT ->
          "be one of the endpoint's own names, "
              + String.join(", ", authorities)
              + "; a bucket goes into the path";
    };
  }
}
