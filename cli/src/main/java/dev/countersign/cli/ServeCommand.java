package dev.countersign.cli;

import dev.countersign.config.GatewayConfig;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code serve}: the gateway, until it is told to stop. */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description = {
      "Run the gateway until Ctrl-C or SIGTERM.",
      "Without any configuration, one that is safe is written first, and the next step is printed."
    },
    footer = {"", "Example:  countersign serve --config /etc/countersign/countersign.yaml"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ServeCommand implements Callable<Integer> {

  @Mixin private ConfigOption configOption;
  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    GatewayConfig config = readOrCreate(out);
    CountDownLatch stop = new CountDownLatch(1);
    RunningGateway gateway = RunningGateway.start(config, Clock.systemUTC());
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  gateway.close();
                  stop.countDown();
                },
                "shutdown"));
    describe(gateway, out);
    stop.await();
    return 0;
  }

  private GatewayConfig readOrCreate(PrintWriter out) {
    Path file = configOption.find().orElseGet(ConfigOption::standardFile);
    if (!Files.exists(file) && file.equals(ConfigOption.standardFile())) {
      InitCommand.create(
          file, java.util.List.of(), InitCommand.DEFAULT_AGENT, InitCommand.you(), out);
    }
    return configOption.read(file);
  }

  /** What the operator wants to see at a glance, and what to do next. */
  private static void describe(RunningGateway gateway, PrintWriter out) {
    GatewayConfig config = gateway.config();
    out.println("Countersign listens on " + Listing.address(gateway.address()));
    gateway
        .endpoint()
        .ifPresent(
            it ->
                out.println("  endpoint  http://" + Listing.address(it) + "  (AWS_ENDPOINT_URL)"));
    gateway.console().ifPresent(it -> out.println("  console   http://" + Listing.address(it)));
    out.println("  config    " + config.source());
    out.println("  rules     " + gateway.rules().current().describe());
    out.println("  accounts  " + Listing.accounts(config));
    out.println("  agents    " + Listing.agents(config));
    out.println("  audit     " + config.audit().file());
    out.println("  CA        " + gateway.authority().fingerprint());
    out.println();
    if (config.accounts().isEmpty()) {
      out.println("Next: list an account under accounts: in " + config.source());
      out.println("      (every call is refused until then), and start again.");
    } else {
      String account = config.accounts().values().iterator().next().name();
      out.println("Next: in another terminal");
      out.println("      countersign run --account " + account + " -- aws sts get-caller-identity");
    }
    out.flush();
  }
}
