package dev.countersign.cli;

import dev.countersign.config.ConfigSchema;
import dev.countersign.config.GatewayConfig;
import dev.countersign.config.SecretFiles;
import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code config}: is it right, and what may stand in it. */
@Command(
    name = "config",
    mixinStandardHelpOptions = true,
    description = "Check the configuration, or print its JSON Schema.",
    synopsisSubcommandLabel = "(check | schema)",
    footer = {
      "",
      "Example:  countersign config check --config countersign.yaml",
      "          countersign config schema > countersign.schema.json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ConfigCommand {

  @Spec private CommandSpec spec;

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = "Read the configuration, the secret files and the hosts that it names.",
      footer = {"", "Example:  countersign config check"})
  int check(@Mixin ConfigOption configOption) {
    GatewayConfig config = configOption.read();
    long secrets =
        config.agents().values().stream()
            .flatMap(agent -> agent.secretFile().stream())
            .map(SecretFiles::read)
            .count();
    Catalogs.open(config);
    PrintWriter out = spec.commandLine().getOut();
    out.println(config.source() + " is right");
    out.println("  listens   " + Listing.address(config.proxyListen()));
    config.endpoint().ifPresent(it -> out.println("  endpoint  " + Listing.address(it.listen())));
    out.println("  accounts  " + Listing.accounts(config));
    out.println("  agents    " + Listing.agents(config) + "; secrets read: " + secrets);
    out.flush();
    return 0;
  }

  @Command(
      name = "schema",
      mixinStandardHelpOptions = true,
      description = "Print a JSON Schema of the configuration, for editors.",
      footer = {"", "Example:  countersign config schema > countersign.schema.json"})
  int schema() {
    spec.commandLine().getOut().println(ConfigSchema.json());
    spec.commandLine().getOut().flush();
    return 0;
  }
}
