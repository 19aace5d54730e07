package dev.countersign.cli;

import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Refusal;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/** The command {@code countersign}: everything else hangs below it. */
@Command(
    name = "countersign",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "A proxy between AI agents and AWS that judges every call and signs it again.",
      ""
    },
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      InitCommand.class,
      ServeCommand.class,
      RunCommand.class,
      EnvCommand.class,
      ProfilesCommand.class,
      PresignCommand.class,
      TokenCommand.class,
      RulesCommand.class,
      ExplainCommand.class,
      ApprovalsCommand.class,
      GrantsCommand.class,
      PausesCommand.class,
      PeopleCommand.class,
      ConfigCommand.class,
      CatalogCommand.class,
      CaCommand.class,
      HelpCommand.class
    },
    footer = {
      "",
      "Try it without an AWS account:   countersign demo",
      "Begin for real:                  countersign init --account 222222222222=staging",
      "Help on one command:             countersign help serve"
    })
public final class Main implements Runnable {

  /** Exit code for "no": a check that fails, a gateway that cannot start. */
  static final int NO = 1;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the spec
  Main() {}

  public static void main(String[] args) {
    System.exit(commandLine().execute(args));
  }

  static CommandLine commandLine() {
    return commandLine(CommandLine.defaultFactory());
  }

  /**
   * @param factory makes the commands and their options
   */
  static CommandLine commandLine(CommandLine.IFactory factory) {
    return new CommandLine(new Main(), factory)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true)
        .setExecutionExceptionHandler(Main::report);
  }

  /** Without a command: the help, and misuse. */
  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getErr());
    throw new CommandLine.ParameterException(spec.commandLine(), "a command is missing");
  }

  /** What a person can mend is told in one paragraph; the rest is a bug and shows its trace. */
  private static int report(
      Exception exception, CommandLine command, CommandLine.ParseResult parsed) {
    switch (exception) {
      case CliException e -> command.getErr().println("countersign: " + e.getMessage());
      case InvalidFileException e -> command.getErr().println(e.getMessage());
      case Refusal e -> command.getErr().println("countersign: " + e.getMessage());
      case UncheckedIOException e -> command.getErr().println("countersign: " + e.getMessage());
      default -> {
        command.getErr().println("countersign: this is a bug, please report it:");
        exception.printStackTrace(command.getErr());
      }
    }
    command.getErr().flush();
    return exception instanceof CliException e ? e.exit() : NO;
  }
}
