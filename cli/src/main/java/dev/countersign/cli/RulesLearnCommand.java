package dev.countersign.cli;

import dev.countersign.audit.AuditReader.Count;
import dev.countersign.audit.RecordedCall;
import dev.countersign.model.Account;
import dev.countersign.model.Verdict;
import dev.countersign.rules.Learning;
import dev.countersign.rules.Learning.Breadth;
import dev.countersign.rules.Learnt;
import dev.countersign.rules.RuleSet;
import dev.countersign.rules.RuleSource;
import dev.countersign.rules.RuleTestRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rules learn}: rules that permit what an audit log shows. */
@Command(
    name = "learn",
    mixinStandardHelpOptions = true,
    description = {
      "Propose the smallest set of rules, with tests, that permits the calls of an audit log. The"
          + " rule file is printed; read it before you use it.",
      "Calls count that were allowed and that AWS answered. What returns credentials, changes"
          + " permissions or names another account is proposed as approve."
    },
    footer = {
      "",
      "Example:  countersign rules learn --audit audit.jsonl --agent claude --iam-policy iam/ \\",
      "            > rules/claude.yaml"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class RulesLearnCommand implements Callable<Integer> {

  /** What a rule file may have (and the reader of rule files insists). */
  private static final int MAX_FILE = 1 << 20;

  @Mixin private ConfigOption configOption;
  @Mixin private AuditOption audit;
  @Spec private CommandSpec spec;

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      description = "Only this agent's calls; the rules ask for its name.")
  private @Nullable String agent;

  @Option(
      names = "--account",
      paramLabel = "ACCOUNT",
      description = "Only calls to this account: its number or its name.")
  private @Nullable String account;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only calls from this time on: 2026-01-31T09:30:00Z.")
  private @Nullable Instant since;

  @Option(names = "--until", paramLabel = "TIME", description = "Only calls before this time.")
  private @Nullable Instant until;

  @Option(names = "--include-denied", description = "Also calls that the rules denied.")
  private boolean denied;

  @Option(
      names = "--resources",
      paramLabel = "HOW",
      defaultValue = "prefix",
      description = {
        "exact: the very resources. prefix: where several share a parent, all below it. any: every"
            + " resource. Default: ${DEFAULT-VALUE}."
      })
  private Breadth breadth;

  @Option(
      names = "--iam-policy",
      paramLabel = "DIR",
      description = "Also write IAM policies for the role in each account: DIR/<account>.json.")
  private @Nullable Path policies;

  @Override
  public Integer call() {
    PrintWriter err = spec.commandLine().getErr();
    Learning learning = new Learning(breadth, Optional.ofNullable(agent));
    Count count =
        audit.read(
            configOption,
            err,
            call -> {
              if (counts(call) && !learning.add(call.call(), call.agent(), call.time())) {
                throw new CliException(
                    "there are too many different calls for a set of rules; take fewer with"
                        + " --agent, --account, --since, or --resources any");
              }
            });
    Learnt learnt = learning.learnt();
    String file = checked(learnt.ruleFile());
    if (policies != null) {
      write(policies, learnt, err);
    }
    err.println(
        "%d rules from %d of %d recorded calls"
            .formatted(learnt.size(), learnt.origin().calls(), count.calls()));
    err.flush();
    spec.commandLine().getOut().print(file);
    spec.commandLine().getOut().flush();
    return 0;
  }

  private boolean counts(RecordedCall call) {
    Account target = call.call().account();
    return (agent == null || agent.equals(call.agent().name()))
        && (account == null || account.equals(target.id()) || account.equals(target.name()))
        && (since == null || !call.time().isBefore(since))
        && (until == null || call.time().isBefore(until))
        && call.decided().map(verdict -> counts(verdict, call.answered())).orElse(false);
  }

  private boolean counts(Verdict verdict, boolean answered) {
    return verdict instanceof Verdict.Allow ? answered : denied;
  }

  /** Nothing is printed that does not compile, or whose own tests fail. */
  private static String checked(String file) {
    if (file.length() > MAX_FILE) {
      throw new CliException(
          "the rules would be longer than 1 MiB; take fewer calls, or --resources prefix or any");
    }
    RuleTestRun run =
        RuleTestRun.of(RuleSet.compile(List.of(new RuleSource("the proposed rules", file))));
    if (!run.passes()) {
      throw new IllegalStateException("the tests of the proposed rules fail");
    }
    return file;
  }

  private static void write(Path directory, Learnt learnt, PrintWriter err) {
    try {
      Files.createDirectories(directory);
      for (Map.Entry<Account, List<Learnt.Statement>> entry : learnt.statements().entrySet()) {
        List<String> documents = IamPolicies.of(entry.getValue());
        for (int i = 0; i < documents.size(); i++) {
          String name = entry.getKey().id() + (i == 0 ? "" : "-" + (i + 1)) + ".json";
          Files.writeString(directory.resolve(name), documents.get(i));
          err.println(directory.resolve(name) + ": for the role in " + entry.getKey().name());
        }
        if (documents.size() > IamPolicies.MAX_ATTACHED) {
          err.println(
              "more policies than the "
                  + IamPolicies.MAX_ATTACHED
                  + " that a role may have without a raised quota");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be written: " + e, e);
    }
  }
}
