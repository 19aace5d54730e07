package dev.countersign.config;

import dev.countersign.config.GatewayConfig.AccountConfig;
import dev.countersign.config.GatewayConfig.AgentConfig;
import dev.countersign.model.Agent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads {@code agents:}. */
final class AgentsReader {

  private final Function<String, Path> path;
  private final Diagnostics diagnostics;

  AgentsReader(Function<String, Path> path, Diagnostics diagnostics) {
    this.path = path;
    this.diagnostics = diagnostics;
  }

  /** By name, in the order of the file. */
  Map<String, AgentConfig> read(Fields root, Map<String, AccountConfig> accounts) {
    Map<String, AgentConfig> agents = new LinkedHashMap<>();
    Map<String, String> tags = new HashMap<>();
    ConfigKeys.AGENTS
        .in(root)
        .orElse(Map.of())
        .forEach(
            (key, fields) -> {
              String name = key.text();
              if (!name.matches(ConfigKeys.NAME) || name.equals(Agent.ANONYMOUS)) {
                diagnostics.add(
                    key.place(),
                    "agent: "
                        + name
                        + " (expected: a name of letters, digits, dots, underscores and hyphens)");
                return;
              }
              Optional<String> tag = ConfigKeys.TAG.requiredIn(fields);
              String other = tag.map(text -> tags.putIfAbsent(text, name)).orElse(null);
              if (other != null) {
                diagnostics.add(key.place(), "the tag is the agent " + other + "'s already");
              }
              agents.put(
                  name,
                  new AgentConfig(
                      name,
                      tag.orElse("????"),
                      ConfigKeys.SECRET_FILE.in(fields).map(path),
                      accountIds(fields, accounts)));
            });
    return agents;
  }

  private List<String> accountIds(Fields fields, Map<String, AccountConfig> accounts) {
    List<String> ids = new ArrayList<>();
    for (YamlNode.Scalar scalar : ConfigKeys.AGENT_ACCOUNTS.in(fields).orElse(List.of())) {
      Optional<AccountConfig> account =
          accounts.values().stream()
              .filter(a -> a.id().equals(scalar.text()) || a.name().equals(scalar.text()))
              .findFirst();
      account.ifPresentOrElse(
          found -> ids.add(found.id()),
          () ->
              diagnostics.add(
                  scalar.place(),
                  "account "
                      + scalar.text()
                      + " is not listed under accounts"
                      + Suggestion.hint(
                          scalar.text(),
                          accounts.values().stream().map(AccountConfig::name).toList())));
    }
    return List.copyOf(ids);
  }
}
