package dev.countersign.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code people}: makes the files by which people at the console prove who they are. */
@Command(
    name = "people",
    mixinStandardHelpOptions = true,
    description = "Make tokens and passwords for the people that the configuration lists.",
    synopsisSubcommandLabel = "(token | password)",
    footer = {
      "",
      "Example:  countersign people token people/ana.token",
      "          countersign people password people/ana.password"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PeopleCommand implements Runnable {

  /** 256 bits. */
  private static final int TOKEN_BYTES = 32;

  private static final int SHORTEST = 12;

  /** Longer ones bcrypt would cut without a word. */
  private static final int LONGEST_BYTES = 72;

  private final InputStream in;

  @Spec private CommandSpec spec;

  PeopleCommand() {
    this(System.in);
  }

  PeopleCommand(InputStream in) {
    this.in = in;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "token or password is missing");
  }

  @Command(
      name = "token",
      mixinStandardHelpOptions = true,
      description = "Write a new token, which commands and the API take, into a file, mode 0600.",
      footer = {"", "Example:  countersign people token people/ana.token"})
  int token(
      @Parameters(paramLabel = "FILE", description = "As token-file names it.") Path file,
      @Option(names = "--force", description = "Replace the token that is there.") boolean force) {
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(random), force);
  }

  @Command(
      name = "password",
      mixinStandardHelpOptions = true,
      description = {
        "Ask for a password and write its bcrypt hash into a file, mode 0600.",
        "Without a terminal the password is the first line of the standard input."
      },
      footer = {"", "Example:  countersign people password people/ana.password"})
  int password(
      @Parameters(paramLabel = "FILE", description = "As password-file names it.") Path file,
      @Option(names = "--force", description = "Replace the password that is there.") boolean force)
      throws IOException {
    char[] password = ask();
    if (password.length < SHORTEST) {
      throw new CliException("the password is too short (expected: " + SHORTEST + " characters)");
    }
    if (new String(password).getBytes(StandardCharsets.UTF_8).length > LONGEST_BYTES) {
      throw new CliException("the password is too long (expected: " + LONGEST_BYTES + " bytes)");
    }
    return write(file, NewPassword.hash(password), force);
  }

  @SuppressWarnings("SystemConsoleNull") // it is null again from JDK 25 on, without a terminal
  private char[] ask() throws IOException {
    Console terminal = System.console();
    if (terminal == null || !terminal.isTerminal()) {
      return firstLine();
    }
    char[] once = terminal.readPassword("Password: ");
    char[] twice = terminal.readPassword("Again: ");
    if (once == null || twice == null || !Arrays.equals(once, twice)) {
      throw new CliException("the two passwords differ");
    }
    return once;
  }

  private char[] firstLine() throws IOException {
    byte[] bytes = in.readNBytes(LONGEST_BYTES * 4);
    try (Stream<String> lines = new String(bytes, StandardCharsets.UTF_8).lines()) {
      Optional<String> first = lines.findFirst();
      return first.orElse("").toCharArray();
    }
  }

  private int write(Path file, String text, boolean force) {
    if (Files.exists(file) && !force) {
      throw new CliException(file + " is there already; --force replaces it");
    }
    try {
      PrivateFile.write(file, text + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(file + " cannot be written: " + e, e);
    }
    spec.commandLine()
        .getOut()
        .println("wrote " + file + "; it counts once the gateway has started again");
    spec.commandLine().getOut().flush();
    return 0;
  }
}
