package dev.countersign.cli;

import dev.countersign.console.ApiJson;
import dev.countersign.console.ApiJson.GrantJson;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code grants}: the permissions that stand. */
@Command(
    name = "grants",
    mixinStandardHelpOptions = true,
    description = "See the permissions that people gave beyond one call, and take them back.",
    synopsisSubcommandLabel = "(list | revoke)",
    footer = {"", "Example:  countersign grants revoke gr-6h2k9x"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class GrantsCommand implements Runnable {

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list or revoke is missing");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Print the permissions that stand, one a line.",
      footer = {"", "Example:  countersign grants list --ended"})
  int list(
      @Mixin ConsoleOption console,
      @Option(names = "--ended", description = "Those that are over, too.") boolean ended,
      @Option(names = "--json", description = "Print one JSON object.") boolean json) {
    try (ConsoleClient client = console.client()) {
      ApiJson.Grants all = client.get("/grants?ended=" + ended, ApiJson.Grants.class);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(ConsoleClient.written(all));
      } else {
        all.grants().forEach(it -> out.println(ApprovalText.grant(it)));
      }
      out.flush();
    }
    return 0;
  }

  @Command(
      name = "revoke",
      mixinStandardHelpOptions = true,
      description = "Take a permission back; no call uses it from then on.",
      footer = {"", "Example:  countersign grants revoke gr-6h2k9x"})
  int revoke(
      @Mixin ConsoleOption console,
      @Parameters(paramLabel = "ID", description = "As in: gr-6h2k9x") String id) {
    try (ConsoleClient client = console.client()) {
      GrantJson revoked =
          client.send("DELETE", "/grants/" + ConsoleClient.segment(id), Map.of(), GrantJson.class);
      spec.commandLine().getOut().println(ApprovalText.grant(revoked));
      spec.commandLine().getOut().flush();
    }
    return 0;
  }
}
