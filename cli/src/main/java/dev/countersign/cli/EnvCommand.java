package dev.countersign.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.countersign.certs.CertificateAuthority;
import dev.countersign.config.GatewayConfig;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code env}: the variables for a shell or a container. */
@Command(
    name = "env",
    mixinStandardHelpOptions = true,
    description = "Print the variables that lead an agent's tools through the gateway.",
    footer = {
      "",
      "Example:  eval \"$(countersign env --account staging)\"",
      "          countersign env --json"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class EnvCommand implements Callable<Integer> {

  @Mixin private ConfigOption configOption;
  @Mixin private AgentOption agentOption;
  @Mixin private EndpointOption endpointOption;
  @Spec private CommandSpec spec;

  @Option(names = "--json", description = "One JSON object: {\"set\": {...}, \"unset\": [...]}.")
  private boolean json;

  @Override
  public Integer call() throws JsonProcessingException {
    GatewayConfig config = configOption.read();
    AgentSetup setup =
        endpointOption.apply(
            AgentSetup.prepare(
                config,
                CertificateAuthority.open(config.stateDirectory(), Clock.systemUTC()),
                config.proxyListen(),
                agentOption.agent(config),
                agentOption.account(config),
                System.getenv()),
            config);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(setup));
    } else {
      setup.unset().forEach(name -> out.println("unset " + name));
      setup.set().forEach((name, value) -> out.println("export " + name + "=" + quoted(value)));
    }
    out.flush();
    return 0;
  }

  /** A word for a POSIX shell: in single quotes nothing is special but the quote itself. */
  static String quoted(String value) {
    return "'" + value.replace("'", "'\\''") + "'";
  }
}
