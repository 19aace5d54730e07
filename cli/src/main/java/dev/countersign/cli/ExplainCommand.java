package dev.countersign.cli;

import dev.countersign.config.GatewayConfig;
import dev.countersign.model.Refusal;
import dev.countersign.rules.Explanation;
import dev.countersign.rules.RuleFiles;
import dev.countersign.rules.RuleSet;
import dev.countersign.rules.Sample;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code explain}: what one captured request is, and what the rules say to it. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Explain one captured HTTP request: which operation, account and resource it is, which rule"
          + " decides, and why. Nothing is sent.",
      "The signature's form is read but not verified: a capture is stale by nature.",
      "Exit code 0: it would be allowed. 1: it would not."
    },
    footer = {
      "",
      "Example:  countersign explain request.txt",
      "          curl -v ... 2>&1 | grep '^>' | countersign explain -"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ExplainCommand implements Callable<Integer> {

  private static final int MAX_CAPTURE = 64 << 20;

  @Mixin private ConfigOption configOption;
  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "FILE",
      description = "The request as it stood on the wire, or as curl -v prints it; - for stdin.")
  private String file;

  @Option(names = "--json", description = "Print one JSON object.")
  private boolean json;

  @Override
  public Integer call() {
    GatewayConfig config = configOption.read();
    CapturedRequest request = CapturedRequest.parse(read());
    PrintWriter out = spec.commandLine().getOut();
    try {
      RuleContext context = RuleContext.of(Optional.of(config));
      Sample sample = context.captures().read(request).at(Instant.now());
      // The rules alone matter here, and not the tests beside them.
      Explanation explanation =
          RuleSet.compile(RuleFiles.load(config.rules()), context.vocabulary()).explain(sample);
      ExplanationPrinter printer =
          new ExplanationPrinter(sample.call(), sample.agent(), explanation);
      out.println(json ? printer.json() : printer.text());
      return printer.exitCode();
    } catch (Refusal refusal) {
      out.println(
          json ? ExplanationPrinter.json(refusal) : "refused before the rules: " + words(refusal));
      return Main.NO;
    } finally {
      out.flush();
    }
  }

  private static String words(Refusal refusal) {
    return refusal.getMessage() + " (" + refusal.failure() + ")";
  }

  private byte[] read() {
    try {
      if (file.equals("-")) {
        return System.in.readNBytes(MAX_CAPTURE);
      }
      return Files.readAllBytes(Path.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be read: " + e, e);
    }
  }
}
