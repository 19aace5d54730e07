package dev.countersign.cli;

import dev.countersign.config.GatewayConfig;
import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.config.GatewayConfig.AgentConfig;
import dev.countersign.model.Agent;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --agent} and {@code --account}: as whom, and where. */
final class AgentOption {

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      description =
          "The agent of the configuration. Without it: the first one that may use the account.")
  private @Nullable String agent;

  @Option(
      names = {"-a", "--account"},
      paramLabel = "NAME",
      description = "The account's name or 12-digit id.")
  private @Nullable String account;

  Optional<AccountConfig> account(GatewayConfig config) {
    if (account == null) {
      return Optional.empty();
    }
    return Optional.of(
        config
            .account(account)
            .orElseThrow(
                () ->
                    new CliException(
                        "no account \"%s\" in %s (there are: %s)"
                            .formatted(account, config.source(), names(config)))));
  }

  /** The agent that is named, or else the first that may use the account. */
  AgentConfig agent(GatewayConfig config) {
    Optional<AccountConfig> chosen = account(config);
    List<AgentConfig> fitting =
        agents(config).stream()
            .filter(candidate -> agent == null || candidate.name().equals(agent))
            .toList();
    if (fitting.isEmpty()) {
      throw new CliException(
          agent == null
              ? "no agent stands in " + config.source() + "; add one under agents:"
              : "no agent \"%s\" in %s (there are: %s)"
                  .formatted(agent, config.source(), String.join(", ", config.agents().keySet())));
    }
    return fitting.stream()
        .filter(candidate -> chosen.isEmpty() || candidate.accounts().contains(chosen.get().id()))
        .findFirst()
        .orElseThrow(
            () ->
                new CliException(
                    "%s may not use the account %s; add it to agents.%s.accounts in %s"
                        .formatted(
                            fitting.getFirst().name(),
                            chosen.orElseThrow().name(),
                            fitting.getFirst().name(),
                            config.source())));
  }

  /** Where anonymous agents are let in, there is one more: the one that nobody knows. */
  private static List<AgentConfig> agents(GatewayConfig config) {
    List<AgentConfig> known = List.copyOf(config.agents().values());
    return known.isEmpty() && config.anonymousAgents()
        ? List.of(
            new AgentConfig(
                Agent.ANONYMOUS, "ANON", Optional.empty(), List.copyOf(config.accounts().keySet())))
        : known;
  }

  private static String names(GatewayConfig config) {
    return String.join(", ", config.accounts().values().stream().map(AccountConfig::name).toList());
  }
}
