package dev.countersign.cli;

import dev.countersign.config.GatewayConfig;
import dev.countersign.rules.Explanation;
import dev.countersign.rules.RuleFiles;
import dev.countersign.rules.RuleSet;
import dev.countersign.rules.RuleSource;
import dev.countersign.rules.RuleTestRun;
import dev.countersign.rules.Sample;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rules}: are the rule files right, do their tests pass, and what do they say to a call. */
@Command(
    name = "rules",
    mixinStandardHelpOptions = true,
    description = "Check, test and explain rule files; compare them and learn them from a log.",
    synopsisSubcommandLabel = "check|test|explain|diff|learn",
    subcommands = {RulesDiffCommand.class, RulesLearnCommand.class},
    footer = {"", "Example:  countersign rules test rules/*.yaml"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RulesCommand {

  @Spec private CommandSpec spec;

  @Command(
      name = "check",
      mixinStandardHelpOptions = true,
      description = {
        "Compile rule files and say what is wrong, with file, line, column and a caret.",
        "Without FILE: those of the configuration. Accounts and agents are checked where there is a"
            + " configuration."
      },
      footer = {"", "Example:  countersign rules check"})
  int check(
      @Mixin ConfigOption configOption,
      @Parameters(arity = "0..*", paramLabel = "FILE") @Nullable List<Path> files) {
    RuleContext context = context(configOption, files);
    return print(context.compile(sources(configOption, files)).describe(), 0);
  }

  @Command(
      name = "test",
      mixinStandardHelpOptions = true,
      description = {
        "Run the tests that stand in rule files, and name the rules that no test reaches.",
        "Without FILE: the rules of the configuration. A FILE may also hold nothing but tests; if all"
            + " do, they are tests of the configuration's rules.",
        "Exit code 0: all pass. 1: one fails, or there is none."
      },
      footer = {"", "Example:  countersign rules test rules/*.yaml tests/*.yaml"})
  int test(
      @Mixin ConfigOption configOption,
      @Parameters(arity = "0..*", paramLabel = "FILE") @Nullable List<Path> files,
      @Option(names = "--json", description = "Print one JSON object.") boolean json) {
    List<RuleSource> given = sources(configOption, files);
    boolean onlyTests = files != null && given.stream().noneMatch(RuleSource::statesRules);
    List<RuleSource> all =
        onlyTests
            ? Stream.concat(sources(configOption, null).stream(), given.stream()).toList()
            : given;
    RuleTestRun run = RuleTestRun.of(context(configOption, files).compile(all));
    TestRunPrinter printer = new TestRunPrinter(run);
    boolean good = run.passes() && !run.results().isEmpty();
    return print(json ? printer.json() : printer.text(), good ? 0 : Main.NO);
  }

  @Command(
      name = "explain",
      mixinStandardHelpOptions = true,
      description = {
        "Say what every rule comes to for a call, which part of it settled that, and which rule"
            + " decides. The call is spelt out as in the tests of rule files, in YAML or JSON.",
        "Exit code 0: it would be allowed. 1: it would not."
      },
      footer = {
        "",
        "Example:  countersign rules explain \\",
        "            '{service: s3, action: DeleteBucket, account_name: prod}'"
      })
  int explain(
      @Mixin ConfigOption configOption,
      @Parameters(
              paramLabel = "CALL",
              description = "The fields of aws that matter: {service: s3, action: GetObject}.")
          String call,
      @Option(names = "--agent", paramLabel = "FIELDS", description = "Who asks: {name: claude}.")
          @Nullable String agent,
      @Option(
              names = "--request",
              paramLabel = "FIELDS",
              description = "Time and size: {time: 2026-01-31T09:30:00Z, size: 10}.")
          @Nullable String request,
      @Option(names = "--json", description = "Print one JSON object.") boolean json) {
    RuleContext context = context(configOption, null);
    Sample sample =
        Sample.read(
            call, Optional.ofNullable(agent), Optional.ofNullable(request), context.vocabulary());
    RuleSet rules = RuleSet.compile(sources(configOption, null), context.vocabulary());
    Explanation explanation = rules.explain(sample);
    ExplanationPrinter printer = new ExplanationPrinter(sample.call(), sample.agent(), explanation);
    return print(json ? printer.json() : printer.text(), printer.exitCode());
  }

  /** With files, a configuration is of use and not needed. */
  private static RuleContext context(ConfigOption configOption, @Nullable List<Path> files) {
    return RuleContext.of(
        files == null
            ? Optional.of(configOption.read())
            : configOption.find().map(configOption::read));
  }

  private static List<RuleSource> sources(ConfigOption configOption, @Nullable List<Path> files) {
    if (files == null) {
      GatewayConfig config = configOption.read();
      return RuleFiles.load(config.rules());
    }
    return RuleFiles.load(files.stream().map(file -> file.toAbsolutePath().toString()).toList());
  }

  private int print(String text, int exit) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(text);
    out.flush();
    return exit;
  }
}
