package dev.countersign.cli;

import dev.countersign.certs.CertificateAuthority;
import dev.countersign.config.GatewayConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code run}: one command as an agent, with everything set. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Run a command whose AWS calls go through the gateway.",
      "A gateway that already listens at the configured address is used; otherwise one runs for as"
          + " long as the command does. The exit code is the command's."
    },
    footer = {"", "Example:  countersign run --account staging -- aws sts get-caller-identity"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RunCommand implements Callable<Integer> {

  @Mixin private ConfigOption configOption;
  @Mixin private AgentOption agentOption;

  @Mixin private EndpointOption endpointOption;

  @Parameters(
      arity = "1..*",
      paramLabel = "COMMAND",
      description = "The command and its arguments.")
  private List<String> command;

  @Override
  public Integer call() throws IOException, InterruptedException {
    GatewayConfig config = configOption.read();
    CertificateAuthority authority =
        CertificateAuthority.open(config.stateDirectory(), Clock.systemUTC());
    if (GatewayProbe.answers(config.proxyListen(), authority)) {
      return run(endpointOption.apply(setup(config, authority, config.proxyListen()), config));
    }
    try (RunningGateway gateway =
        RunningGateway.start(endpointOption.open(config), Clock.systemUTC())) {
      return run(
          endpointOption.apply(setup(config, gateway.authority(), gateway.address()), gateway));
    }
  }

  private AgentSetup setup(
      GatewayConfig config, CertificateAuthority authority, InetSocketAddress proxy) {
    return AgentSetup.prepare(
        config,
        authority,
        proxy,
        agentOption.agent(config),
        agentOption.account(config),
        System.getenv());
  }

  private int run(AgentSetup setup) throws InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    setup.applyTo(builder.environment());
    Process child = start(builder);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(child), "stop-child"));
    return child.waitFor();
  }

  private Process start(ProcessBuilder builder) {
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CliException(command.getFirst() + " cannot be run: " + e.getMessage());
    }
  }

  /** Ctrl-C reaches the child by itself; SIGTERM reaches only us. */
  private static void stop(Process child) {
    child.destroy();
    try {
      if (!child.waitFor(5, TimeUnit.SECONDS)) {
        child.destroyForcibly();
      }
    } catch (InterruptedException e) {
      child.destroyForcibly();
    }
  }
}
