package dev.countersign.cli;

import dev.countersign.config.GatewayConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.stream.Collectors;

/** Accounts, agents and addresses in one line each, as people like to read them. */
final class Listing {

  private Listing() {}

  /** {@code 127.0.0.1:8470}, {@code [::1]:8470}: as URLs and people write it. */
  static String address(InetSocketAddress socket) {
    String host = socket.getAddress().getHostAddress();
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + socket.getPort();
  }

  /** How a listener is reached from this machine. */
  static URI local(InetSocketAddress listener) {
    return URI.create("http://" + address(reached(listener)));
  }

  /** The loopback address for any address of this machine. */
  static InetSocketAddress reached(InetSocketAddress listener) {
    return listener.getAddress().isAnyLocalAddress()
        ? new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), listener.getPort())
        : listener;
  }

  static String accounts(GatewayConfig config) {
    return config.accounts().isEmpty()
        ? "none"
        : config.accounts().values().stream()
            .map(
                account ->
                    account.name().equals(account.id())
                        ? account.id()
                        : account.name() + " (" + account.id() + ")")
            .collect(Collectors.joining(", "));
  }

  static String agents(GatewayConfig config) {
    String known =
        config.agents().values().stream()
            .map(agent -> agent.name() + " (tag " + agent.tag() + ")")
            .collect(Collectors.joining(", "));
    if (config.anonymousAgents()) {
      return known.isEmpty() ? "anonymous ones" : known + ", and anonymous ones";
    }
    return known.isEmpty() ? "none" : known;
  }
}
