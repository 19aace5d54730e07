package dev.countersign.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the whole job, without an AWS account. */
@Command(
    name = "demo",
    mixinStandardHelpOptions = true,
    description = {
      "Start the gateway beside a strict local stand-in for AWS, make a handful of calls as an agent"
          + " would, and show what happened to each. Stays up until Ctrl-C, for calls of your own.",
      "Nothing leaves this machine, and everything is removed at the end."
    },
    footer = {"", "Example:  countersign demo"})
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DemoCommand implements Callable<Integer> {

  private static final String RULES =
      """
      rules:
        - name: production stays
          deny: aws.account_name == "prod" && !(aws.access in ["List", "Read"])
          reason: Ask in the platform channel before you change anything in prod.
        - name: secrets stay secret
          deny: aws.returns_credentials
          reason: Agents do not read secrets.
        - name: reads
          allow: aws.access in ["List", "Read"]
        - name: deleting is asked
          approve: aws.account_name == "staging" && aws.action.startsWith("Delete")
          reason: What is deleted does not come back.
          grant: { for: 15m, scope: [action, resource] }
        - name: staging is a playground
          allow: aws.account_name == "staging" && aws.service in ["s3", "dynamodb", "sqs", "lambda"]
      """;

  @Spec private CommandSpec spec;

  @Option(names = "--once", description = "End after the tour instead of waiting for Ctrl-C.")
  private boolean once;

  @Option(
      names = "--listen",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1:0",
      description = "Where the gateway listens; any free port by default.")
  private String listen;

  @Override
  public Integer call() throws InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    Path directory = temporaryDirectory();
    CountDownLatch stop = new CountDownLatch(1);
    DemoPerson person = DemoPerson.in(directory);
    Sandbox sandbox = Sandbox.start(directory, listen, RULES, person.config());
    Thread end =
        new Thread(
            () -> {
              sandbox.close();
              remove(directory);
              stop.countDown();
            },
            "shutdown");
    Runtime.getRuntime().addShutdownHook(end);
    boolean asPromised = new DemoTour(sandbox, person, out).walk();
    if (!once) {
      yourTurn(sandbox, person, out);
      stop.await();
    }
    return asPromised ? 0 : Main.NO;
  }

  private static void yourTurn(Sandbox sandbox, DemoPerson person, PrintWriter out) {
    AgentSetup setup =
        AgentSetup.prepare(
            sandbox.config(),
            sandbox.gateway().authority(),
            sandbox.gateway().address(),
            sandbox.agent(),
            Optional.empty(),
            System.getenv());
    out.println();
    out.println("Your turn. In another terminal:");
    out.println();
    setup.unset().forEach(name -> out.println("  unset " + name));
    setup
        .set()
        .forEach((name, value) -> out.println("  export " + name + "=" + EnvCommand.quoted(value)));
    out.println();
    out.println("  aws --profile staging s3 ls");
    out.println("  aws --profile prod ec2 describe-instances");
    out.println("  aws --profile staging s3 rm s3://scratch/notes/hello.txt");
    out.println();
    out.println("The last one waits for you at " + DemoPerson.console(sandbox));
    out.println(
        "  (" + person.name() + ", password " + person.password() + "), or in a third terminal:");
    out.println();
    out.println("  export COUNTERSIGN_CONSOLE=" + DemoPerson.console(sandbox));
    out.println(
        "  countersign approvals watch --token-file "
            + EnvCommand.quoted(person.token().toString()));
    out.println();
    out.println("Rules and audit log: " + sandbox.config().source().getParent());
    out.println("Ctrl-C ends the demo and removes everything.");
    out.flush();
  }

  private static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("countersign-demo-");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary directory can be made: " + e, e);
    }
  }

  private static void remove(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      System.err.println("countersign: " + directory + " could not be removed: " + e);
    }
  }
}
