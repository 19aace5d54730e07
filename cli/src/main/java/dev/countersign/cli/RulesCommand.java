package dev.countersign.cli;

import dev.countersign.rules.RuleFiles;
import dev.countersign.rules.RuleSet;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rules}: are the rule files right. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = "Check rule files.",
    synopsisSubcommandLabel = "check",
    footer = {"", "Example:  countersign rules check rules/*.yaml"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RulesCommand {

  @Spec private CommandSpec spec;

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Compile rule files and say what is wrong, with file, line, column and a caret.",
        "Without FILE: those of the configuration."
      },
      footer = {"", "Example:  countersign rules check"})
  int check(
      @Mixin ConfigOption configOption,
      @Parameters(arity = "0..*", paramLabel = "FILE") @Nullable List<Path> files) {
    List<String> patterns =
        files == null || files.isEmpty()
            ? configOption.read().rules()
            : files.stream().map(file -> file.toAbsolutePath().toString()).toList();
    RuleSet rules = RuleSet.compile(RuleFiles.load(patterns));
    PrintWriter out = spec.commandLine().getOut();
    out.println(rules.describe());
    out.flush();
    return 0;
  }
}
