package dev.countersign.config;

import dev.countersign.model.Account;
import dev.countersign.model.PlaceholderKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * What a newcomer begins with: a configuration whose every default is the safe one, rules that let
 * agents read and ask a person about everything else, a secret for one agent and a password for the
 * person.
 */
public final class StarterConfig {

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

  /** As long as AWS's own secret access keys; 238 bits. */
  private static final int SECRET_LENGTH = 40;

  private static final String EXAMPLE =
      """
       {}
      # accounts:
      #   "222222222222": { name: staging, role: countersign-gateway }
      # and name it in the agent's accounts below.""";

  private static final String RULES =
      """
      # A deny that matches always wins; otherwise the first rule that matches decides; a call that
      # none matches is denied. See docs/rules.md.
      rules:
        - name: secrets stay secret
          deny: aws.returns_credentials
          reason: Ask the operator for the value; agents do not read secrets.
        - name: this account only
          deny: aws.foreign_account
          reason: The call names a resource of another account.
        - name: reads
          allow: aws.access in ["List", "Read"]
        - name: a person decides
          approve: true
          reason: It changes something.
          grant: { for: 15m, scope: [action, resource] }
        # Before the rule that asks:
        # - name: staging is a playground
        #   allow: aws.account_name == "staging" && aws.service in ["s3", "dynamodb", "sqs"]
      """;

  private StarterConfig() {}

  /**
   * An account to begin with.
   *
   * @param id 12 digits
   * @param name its label
   * @param role the role that the gateway assumes there
   */
  public record StarterAccount(String id, String name, String role) {

    /** The parts end up in YAML, so each has to be what the reader will accept there. */
    public StarterAccount {
      check(Account.isId(id), "account", id, "12 digits");
      check(name.matches(ConfigKeys.NAME), "name", name, ConfigKeys.NAME_LETTERS);
      check(role.matches(ConfigKeys.ROLE_FORM), "role", role, "a role's name, not its ARN");
    }
  }

  /**
   * Whom the rules ask.
   *
   * @param name the person's name at the console
   * @param passwordHash bcrypt's, of the password for the console
   */
  public record StarterPerson(String name, String passwordHash) {

    /** The name ends up in YAML and in a file's name. */
    public StarterPerson {
      check(name.matches(ConfigKeys.NAME), "person", name, ConfigKeys.NAME_LETTERS);
    }

    /** Whether a person can have this name. */
    public static boolean isName(String name) {
      return name.matches(ConfigKeys.NAME);
    }
  }

  /**
   * Writes the configuration and what it names beside it. Secrets or rules that are there already
   * are left as they are and used; the configuration comes last, so that one which exists is whole.
   *
   * @param file {@code .../countersign.yaml}, which must not exist
   * @param agent the agent's name
   * @param tag 4 of {@code A-Z0-9}
   * @return what was written, the configuration first
   * @throws IllegalArgumentException where a name cannot stand in the configuration; says why
   * @throws UncheckedIOException where the configuration exists already or something cannot be
   *     written; says which
   */
  public static List<Path> write(
      Path file, List<StarterAccount> accounts, String agent, String tag, StarterPerson person) {
    check(agent.matches(ConfigKeys.NAME), "agent", agent, ConfigKeys.NAME_LETTERS);
    check(PlaceholderKey.isTag(tag), "tag", tag, "4 of A-Z and 0-9");
    Path config = file.toAbsolutePath();
    Path directory = Objects.requireNonNull(config.getParent());
    Path rules = directory.resolve("rules").resolve("10-starter.yaml");
    Path secret = directory.resolve("agents").resolve(agent + ".secret");
    Path password = directory.resolve("people").resolve(person.name() + ".password");
    List<Path> written = new ArrayList<>();
    try {
      if (exists(config)) {
        throw new FileAlreadyExistsException(config.toString());
      }
      if (!exists(rules)) {
        written.add(create(rules, RULES, "rw-r--r--"));
      }
      if (!exists(secret)) {
        written.add(create(secret, secret(), "rw-------"));
      }
      if (!exists(password)) {
        written.add(create(password, person.passwordHash() + "\n", "rw-------"));
      }
      written.addFirst(create(config, config(accounts, agent, tag, person.name()), "rw-r--r--"));
    } catch (FileAlreadyExistsException e) {
      throw new UncheckedIOException(e.getFile() + " is there already and is left as it is", e);
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be written: " + e, e);
    }
    return written;
  }

  private static Path create(Path file, String text, String mode) throws IOException {
    Files.createDirectories(file.getParent());
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
            }
            : new FileAttribute<?>[0];
    // Created with its mode and empty: no moment at which somebody else could open a secret.
    Files.createFile(file, attributes);
    Files.writeString(file, text, StandardOpenOption.WRITE);
    return file;
  }

  /** A dangling link exists too: writing through it would create a file elsewhere. */
  private static boolean exists(Path path) {
    return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
  }

  private static String config(
      List<StarterAccount> accounts, String agent, String tag, String person) {
    return """
        # Countersign. Every key is described in docs/config.md; an unknown one is an error.
        proxy: { listen: "127.0.0.1:8470" }        # the agents' HTTPS_PROXY

        # The AWS accounts that agents may name; every other one is refused. The role is assumed with
        # the gateway's own credentials, which the AWS SDK's default provider chain finds.
        accounts:%s

        agents:
          "%s": { tag: "%s", secret-file: agents/%s.secret, accounts: [%s] }
        anonymous-agents: deny                     # only keys that prove who they are

        # Whom the rules ask, and where they answer.
        console: { listen: "127.0.0.1:8471" }
        people:
          "%s": { role: admin, password-file: people/%s.password }

        rules: [ rules/*.yaml ]                    # what no rule allows is denied
        hosts: { other: deny }                     # what is not AWS
        """
        .formatted(
            accounts.isEmpty() ? EXAMPLE : accountLines(accounts),
            agent,
            tag,
            agent,
            accounts.stream()
                .map(account -> "\"" + account.name() + "\"")
                .collect(Collectors.joining(", ")),
            person,
            person);
  }

  private static String accountLines(List<StarterAccount> accounts) {
    return accounts.stream()
        .map(
            account ->
                "\n  \"%s\": { name: \"%s\", role: \"%s\" }"
                    .formatted(account.id(), account.name(), account.role()))
        .collect(Collectors.joining());
  }

  private static String secret() {
    return new SecureRandom()
            .ints(SECRET_LENGTH, 0, LETTERS.length())
            .mapToObj(i -> String.valueOf(LETTERS.charAt(i)))
            .collect(Collectors.joining())
        + "\n";
  }

  private static void check(boolean right, String what, String given, String expected) {
    if (!right) {
      throw new IllegalArgumentException(what + ": " + given + " (expected: " + expected + ")");
    }
  }
}
