package dev.countersign.cli;

import dev.countersign.console.ApiJson;
import dev.countersign.console.ApiJson.Approval;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code approvals}: what agents ask people, and the answers. */
@Command(
    name = "approvals",
    mixinStandardHelpOptions = true,
    description = "See what agents ask, and approve or deny it.",
    synopsisSubcommandLabel = "(list | show | approve | deny | watch)",
    footer = {
      "",
      "Example:  countersign approvals watch",
      "          countersign approvals approve ap-6h2k9x --for 15m --width action",
      "          countersign approvals deny ap-6h2k9x --comment \"not on a Friday\""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ApprovalsCommand implements Runnable {

  private static final char BELL = '\u0007';

  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "list, show, approve, deny or watch is missing");
  }

  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Print what waits for people, or what waited.",
      footer = {"", "Example:  countersign approvals list --state denied,expired --agent claude"})
  int list(
      @Mixin ConsoleOption console,
      @Option(
              names = "--state",
              defaultValue = "pending",
              paramLabel = "STATE,...",
              description =
                  "pending, approved, used, granted, denied, expired, stopped; pending without it,"
                      + " all with an empty one.")
          String state,
      @Option(names = "--agent", paramLabel = "NAME", description = "Of this agent only.")
          @Nullable String agent,
      @Option(names = "--limit", defaultValue = "100", description = "At most so many.") int limit,
      @Option(names = "--json", description = "Print one JSON object.") boolean json) {
    try (ConsoleClient client = console.client()) {
      ApiJson.Approvals all =
          client.get(
              "/approvals?limit="
                  + limit
                  + (state.isEmpty() ? "" : "&state=" + ConsoleClient.segment(state))
                  + (agent == null ? "" : "&agent=" + ConsoleClient.segment(agent)),
              ApiJson.Approvals.class);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(ConsoleClient.written(all));
      } else {
        all.approvals().forEach(it -> out.println(ApprovalText.line(it)));
      }
      out.flush();
    }
    return 0;
  }

  @Command(
      name = "show",
      mixinStandardHelpOptions = true,
      description = "Print all that is known of one request.",
      footer = {"", "Example:  countersign approvals show ap-6h2k9x"})
  int show(
      @Mixin ConsoleOption console,
      @Parameters(paramLabel = "ID", description = "As in: ap-6h2k9x") String id,
      @Option(names = "--json", description = "Print one JSON object.") boolean json) {
    try (ConsoleClient client = console.client()) {
      Approval asked = client.get(path(id, ""), Approval.class);
      if (json) {
        return print(asked, true);
      }
      spec.commandLine().getOut().println(card(client, asked));
      spec.commandLine().getOut().flush();
      return 0;
    }
  }

  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = {
        "Approve a request: once, or wider where its rule permits that.",
        "What a wider approval may cover, approvals show tells."
      },
      footer = {
        "",
        "Example:  countersign approvals approve ap-6h2k9x",
        "          countersign approvals approve ap-6h2k9x --width action --for 15m --calls 20"
      })
  int approve(
      @Mixin ConsoleOption console,
      @Parameters(paramLabel = "ID", description = "As in: ap-6h2k9x") String id,
      @Option(
              names = "--width",
              defaultValue = "once",
              paramLabel = "WIDTH",
              description =
                  "once; same: the same request again; action: the operation; batch: several"
                      + " operations.")
          String width,
      @Option(names = "--for", paramLabel = "DURATION", description = "How long: 15m, 1h30m.")
          @Nullable String lasting,
      @Option(names = "--calls", paramLabel = "N", description = "How many calls.")
          @Nullable Integer calls,
      @Option(names = "--resource", paramLabel = "ARN", description = "On this; * at the end.")
          @Nullable String resource,
      @Option(
              names = "--actions",
              split = ",",
              paramLabel = "SERVICE:ACTION",
              description = "The operations of a batch.")
          @Nullable List<String> actions,
      @Option(names = "--comment", description = "For whoever reads it later.")
          @Nullable String comment,
      @Option(names = "--json", description = "Print one JSON object.") boolean json) {
    ApiJson.Approve wish = new ApiJson.Approve(width, lasting, calls, resource, actions, comment);
    try (ConsoleClient client = console.client()) {
      return print(client.send("POST", path(id, "/approve"), wish, Approval.class), json);
    }
  }

  @Command(
      name = "deny",
      mixinStandardHelpOptions = true,
      description = "Deny a request; the agent is told the comment.",
      footer = {"", "Example:  countersign approvals deny ap-6h2k9x --comment \"not on a Friday\""})
  int deny(
      @Mixin ConsoleOption console,
      @Parameters(paramLabel = "ID", description = "As in: ap-6h2k9x") String id,
      @Option(names = "--comment", description = "What to do instead, for the agent.")
          @Nullable String comment,
      @Option(names = "--json", description = "Print one JSON object.") boolean json) {
    try (ConsoleClient client = console.client()) {
      return print(
          client.send("POST", path(id, "/deny"), new ApiJson.Comment(comment), Approval.class),
          json);
    }
  }

  @Command(
      name = "watch",
      mixinStandardHelpOptions = true,
      description = "Print each request as it comes, with the terminal's bell, until Ctrl-C.",
      footer = {"", "Example:  countersign approvals watch --as ana"})
  int watch(
      @Mixin ConsoleOption console,
      @Option(names = "--quiet", description = "Without the bell.") boolean quiet,
      @Option(
              names = "--until",
              paramLabel = "N",
              defaultValue = "0",
              description = "End once so many were printed; 0: never.")
          int until) {
    try (ConsoleClient client = console.client()) {
      Watch watch = new Watch(client, quiet, until);
      try {
        client.follow(_ -> watch.look());
      } catch (Watch.Enough _) {
        return 0;
      }
    }
    throw new CliException("the console has ended the events; watch again once the gateway runs");
  }

  /** What was printed already, and what is printed next. */
  private final class Watch {

    /** As many were printed as were asked for. */
    private static final class Enough extends RuntimeException {
      private static final long serialVersionUID = 1L;

      Enough() {
        super(null, null, false, false);
      }
    }

    private final ConsoleClient client;
    private final boolean quiet;
    private final int until;
    private final Set<String> seen = new HashSet<>();
    private int printed;

    Watch(ConsoleClient client, boolean quiet, int until) {
      this.client = client;
      this.quiet = quiet;
      this.until = until;
    }

    void look() {
      List<Approval> waiting =
          client.get("/approvals?state=pending&limit=1000", ApiJson.Approvals.class).approvals();
      waiting.reversed().stream().filter(it -> seen.add(it.id())).forEach(this::print);
      seen.retainAll(waiting.stream().map(Approval::id).toList());
    }

    private void print(Approval asked) {
      PrintWriter out = spec.commandLine().getOut();
      out.print(quiet ? "" : BELL);
      out.println(card(client, asked));
      out.println();
      out.flush();
      printed++;
      if (printed == until) {
        throw new Enough();
      }
    }
  }

  private static String card(ConsoleClient client, Approval asked) {
    ApiJson.Recent recent = client.get(path(asked.id(), "/recent"), ApiJson.Recent.class);
    return ApprovalText.card(asked, recent.calls());
  }

  private static String path(String id, String what) {
    return "/approvals/" + ConsoleClient.segment(id) + what;
  }

  private int print(Approval approval, boolean json) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? ConsoleClient.written(approval) : ApprovalText.card(approval));
    out.flush();
    return 0;
  }
}
