package dev.countersign.cli;

import dev.countersign.config.GatewayConfig;
import java.util.stream.Collectors;

/** Accounts and agents in one line each, as people like to read them. */
final class Listing {

  private Listing() {}

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
