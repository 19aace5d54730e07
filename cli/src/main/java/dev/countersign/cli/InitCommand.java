package dev.countersign.cli;

import dev.countersign.config.StarterConfig;
import dev.countersign.config.StarterConfig.StarterAccount;
import dev.countersign.config.StarterConfig.StarterPerson;
import dev.countersign.model.Account;
import dev.countersign.model.PlaceholderKey;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code init}: something safe to begin with. */
@Command(
    name = "init",
    mixinStandardHelpOptions = true,
    description = {
      "Write a configuration, starter rules, an agent's secret and a person's password. Nothing that"
          + " exists is changed.",
      "The starter rules let agents read, except secrets; the person is asked about everything else."
    },
    footer = {
      "",
      "Example:  countersign init --account 222222222222=staging --account 111111111111=prod:gateway"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class InitCommand implements Callable<Integer> {

  static final String DEFAULT_AGENT = "claude";
  private static final String DEFAULT_ROLE = "countersign-gateway";
  private static final Pattern ACCOUNT =
      Pattern.compile(
          "([0-9]{12})(?:=([A-Za-z0-9][A-Za-z0-9._-]{0,62}))?(?::([\\w+=,.@/-]{1,512}))?");

  @Spec private CommandSpec spec;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Where to write it; ~/.config/countersign/countersign.yaml.")
  private @Nullable Path file;

  @Option(
      names = {"-a", "--account"},
      paramLabel = "ID[=NAME][:ROLE]",
      description = "An account, its label, and the role that is assumed there; may be repeated.")
  private @Nullable List<String> accounts;

  @Option(
      names = "--agent",
      paramLabel = "NAME",
      defaultValue = DEFAULT_AGENT,
      description = "The agent's name; ${DEFAULT-VALUE}.")
  private String agent;

  @Option(
      names = "--person",
      paramLabel = "NAME",
      description = "Who is asked, at the console; your user name.")
  private @Nullable String person;

  @Override
  public Integer call() {
    if (person != null && !StarterPerson.isName(person)) {
      throw new ParameterException(
          spec.commandLine(),
          "--person " + person + " (expected: letters, digits, dots, underscores and hyphens)");
    }
    if (!agent.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}")) {
      throw new ParameterException(
          spec.commandLine(),
          "--agent " + agent + " (expected: letters, digits, dots, underscores and hyphens)");
    }
    Path target = file == null ? ConfigOption.standardFile() : file;
    PrintWriter out = spec.commandLine().getOut();
    create(
        target,
        accounts == null ? List.of() : accounts.stream().map(this::account).toList(),
        agent,
        person == null ? you() : person,
        out);
    out.println("Next: countersign serve" + (file == null ? "" : " --config " + target));
    out.flush();
    return 0;
  }

  /** Writes and says what was written. */
  static void create(
      Path file, List<StarterAccount> accounts, String agent, String person, PrintWriter out) {
    if (Files.exists(file)) {
      throw new CliException(file + " is there already; edit it, or choose another --config");
    }
    String password = NewPassword.random();
    StarterPerson asked = new StarterPerson(person, NewPassword.hash(password.toCharArray()));
    List<Path> written = StarterConfig.write(file, accounts, agent, tag(agent), asked);
    written.forEach(it -> out.println("wrote " + it));
    if (written.stream().anyMatch(it -> it.endsWith(person + ".password"))) {
      out.println();
      out.println("At the console you are " + person + " with the password " + password);
      out.println("(shown only now; another one: countersign people password FILE --force)");
      out.println();
    }
    out.flush();
  }

  /** The user's name, where it can be a person's. */
  static String you() {
    String user = System.getProperty("user.name", "");
    return StarterPerson.isName(user) ? user : "operator";
  }

  private StarterAccount account(String text) {
    Matcher matcher = ACCOUNT.matcher(text);
    if (!matcher.matches()) {
      throw new ParameterException(
          spec.commandLine(),
          "--account " + text + " (expected: ID[=NAME][:ROLE], like 222222222222=staging)");
    }
    String id = new Account(matcher.group(1), "").id();
    String name = matcher.group(2) == null ? id : matcher.group(2);
    String role = matcher.group(3) == null ? DEFAULT_ROLE : matcher.group(3);
    return new StarterAccount(id, name, role);
  }

  /** The first four letters or digits of the agent's name: {@code CLAU} for claude. */
  static String tag(String agent) {
    String letters = agent.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "") + "XXXX";
    String tag = letters.substring(0, 4);
    if (!PlaceholderKey.isTag(tag)) {
      throw new CliException("no tag can be made of the agent's name " + agent);
    }
    return tag;
  }
}
