package dev.countersign.cli;

import dev.countersign.console.ApiJson;
import dev.countersign.console.ApiJson.PauseJson;
import java.io.PrintWriter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pauses}: stops an agent, or everybody in an account, at once. */
@Command(
    name = "pauses",
    mixinStandardHelpOptions = true,
    description = {
      "Stop an agent or an account at once, and let it go on.",
      "What is held for it is refused, and what was granted is taken back."
    },
    synopsisSubcommandLabel = "(list | begin | end)",
    footer = {
      "",
      "Example:  countersign pauses begin agent claude --comment \"it deletes too much\"",
      "          countersign pauses end agent claude"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PausesCommand implements Runnable {

  /** What can be stopped. */
  enum Kind {
    AGENT,
    ACCOUNT
  }

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "list, begin or end is missing");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Print what is stopped, one a line.",
      footer = {"", "Example:  countersign pauses list"})
  int list(
      @Mixin ConsoleOption console,
      @Option(names = "--json", description = "Print one JSON object.") boolean json) {
    try (ConsoleClient client = console.client()) {
      ApiJson.Pauses all = client.get("/pauses", ApiJson.Pauses.class);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(ConsoleClient.written(all));
      } else {
        all.pauses().forEach(it -> out.println(line(it)));
      }
      out.flush();
    }
    return 0;
  }

  @Command(
      name = "begin",
      mixinStandardHelpOptions = true,
      description = "Stop an agent, or everybody in an account.",
      footer = {"", "Example:  countersign pauses begin account 222222222222"})
  int begin(
      @Mixin ConsoleOption console,
      @Parameters(index = "0", paramLabel = "agent|account", description = "What is stopped.")
          Kind kind,
      @Parameters(index = "1", paramLabel = "NAME", description = "The agent's name or the id.")
          String name,
      @Option(names = "--comment", description = "Why; the agent is told.")
          @Nullable String comment) {
    try (ConsoleClient client = console.client()) {
      PauseJson begun =
          client.send("PUT", path(kind, name), new ApiJson.Comment(comment), PauseJson.class);
      spec.commandLine().getOut().println(line(begun));
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  @Command(
      name = "end",
      mixinStandardHelpOptions = true,
      description = "Let it go on; what was granted before has to be asked for again.",
      footer = {"", "Example:  countersign pauses end agent claude"})
  int end(
      @Mixin ConsoleOption console,
      @Parameters(index = "0", paramLabel = "agent|account", description = "What goes on.")
          Kind kind,
      @Parameters(index = "1", paramLabel = "NAME", description = "The agent's name or the id.")
          String name) {
    try (ConsoleClient client = console.client()) {
      client.delete(path(kind, name));
      spec.commandLine().getOut().println(ApprovalText.plain(word(kind) + " " + name + " goes on"));
      spec.commandLine().getOut().flush();
    }
    return 0;
  }

  private static String path(Kind kind, String name) {
    return "/pauses/" + word(kind) + "/" + ConsoleClient.segment(name);
  }

  private static String word(Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String line(PauseJson it) {
    return ApprovalText.plain(
        "%s %s is paused by %s since %s%s"
            .formatted(
                it.kind(),
                it.name(),
                it.by(),
                it.since(),
                it.comment().isEmpty() ? "" : ": " + it.comment()));
  }
}
