package dev.countersign.cli;

import dev.countersign.config.GatewayConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code profiles}: the placeholder profiles, printed or written. */
@Command(
    name = "profiles",
    mixinStandardHelpOptions = true,
    description = {
      "Print the placeholder profiles of an agent, one for each account that it may use,",
      "or write them into a shared credentials file."
    },
    footer = {
      "",
      "Example:  countersign profiles --agent claude",
      "          countersign profiles --agent claude --write ~/.aws/credentials"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ProfilesCommand implements Callable<Integer> {

  @Mixin private ConfigOption configOption;
  @Mixin private AgentOption agentOption;
  @Spec private CommandSpec spec;

  @Option(
      names = "--write",
      paramLabel = "FILE",
      description =
          "Add the profiles to this file, or renew them there. A profile of the same name that"
              + " holds anything but a placeholder is never touched.")
  private @Nullable Path file;

  @Override
  public Integer call() {
    GatewayConfig config = configOption.read();
    List<PlaceholderProfile> profiles = PlaceholderProfile.of(config, agentOption.agent(config));
    if (profiles.isEmpty()) {
      throw new CliException("this agent may use no account; list some under its accounts:");
    }
    String text = PlaceholderProfile.credentialsFile(profiles, agentOption.account(config));
    PrintWriter out = spec.commandLine().getOut();
    if (file == null) {
      out.print(text);
    } else {
      write(file, text);
      out.println(profiles.size() + " profile(s) written to " + file);
    }
    out.flush();
    return 0;
  }

  private static void write(Path file, String profiles) {
    try {
      String before = Files.exists(file) ? Files.readString(file) : "";
      PrivateFile.write(file, CredentialsFile.merge(before, profiles, file));
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written: " + e, e);
    }
  }
}
