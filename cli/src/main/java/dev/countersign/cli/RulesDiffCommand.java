package dev.countersign.cli;

import dev.countersign.audit.AuditReader.Count;
import dev.countersign.audit.RecordedCall;
import dev.countersign.rules.RuleDiff;
import dev.countersign.rules.RuleFiles;
import dev.countersign.rules.RuleSet;
import dev.countersign.rules.Sample;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code rules diff}: what other rules would have decided over the calls of an audit log. */
@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = {
      "Say which calls of an audit log one set of rules decides otherwise than another.",
      "RULES is a file, a directory, a quoted pattern, pack:NAME, or - for those of the"
          + " configuration. With one RULES: compare with what was decided at the time.",
      "A log has no parameters: where a verdict hangs on them, that is said.",
      "Exit code 0: every call is decided as before. 1: some are not, or it cannot be told."
    },
    footer = {"", "Example:  countersign rules diff - new-rules/ --audit audit.jsonl"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RulesDiffCommand implements Callable<Integer> {

  @Mixin private ConfigOption configOption;
  @Mixin private AuditOption audit;
  @Spec private CommandSpec spec;

  @Parameters(arity = "1..2", paramLabel = "RULES", description = "The old rules and the new.")
  private List<String> rules;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    RuleSet now = compile(rules.getLast());
    RuleDiff diff =
        rules.size() == 1
            ? RuleDiff.sinceThen(now)
            : RuleDiff.between(compile(rules.getFirst()), now);
    Count count =
        audit.read(
            configOption,
            spec.commandLine().getErr(),
            call -> diff.add(call.id(), sample(call), call.decided()));
    DiffPrinter printer = new DiffPrinter(diff, count);
    PrintWriter out = spec.commandLine().getOut();
    out.println(json ? printer.json() : printer.text());
    out.flush();
    return diff.groups().isEmpty() ? 0 : Main.NO;
  }

  private static Sample sample(RecordedCall call) {
    return new Sample(call.call(), call.agent(), call.time(), call.size());
  }

  private RuleSet compile(String named) {
    return RuleSet.compile(
        RuleFiles.load(named.equals("-") ? configOption.read().rules() : List.of(pattern(named))));
  }

  private static String pattern(String named) {
    if (named.startsWith("pack:")) {
      return named;
    }
    String path = Path.of(named).toAbsolutePath().normalize().toString();
    return Files.isDirectory(Path.of(path)) ? path + "/*.{yaml,yml}" : path;
  }
}
