package dev.countersign.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
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
 * agents read and nothing else, and a secret for one agent.
 */
public final class StarterConfig {

  private static final String LETTERS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int SECRET_LENGTH = 40;

  private static final String RULES =
      """
      # Rules, asked in this order. A deny that matches always wins; otherwise the first rule that
      # matches decides; a call that none matches is denied. See docs/rules.md.
      rules:
        - name: secrets stay secret
          deny: aws.returns_credentials
          reason: Ask the operator for the value; agents do not read secrets.
        - name: this account only
          deny: aws.foreign_account
          reason: The call names a resource of another account.
        - name: reads
          allow: aws.access in ["List", "Read"]
        # - name: staging is a playground
        #   allow: aws.account_name == "staging" && aws.service in ["s3", "dynamodb", "sqs"]
      """;

  private StarterConfig() {}

  /**
   * An account to begin with.
   *
   * @param id 12 digits
   * @param role the role that the gateway assumes there
   */
  public record StarterAccount(String id, String name, String role) {}

  /**
   * Writes the configuration and what it names beside it. Nothing that exists is overwritten.
   *
   * @param file {@code .../countersign.yaml}
   * @param agent the agent's name
   * @param tag 4 of {@code A-Z0-9}
   * @return what was written, the configuration first
   * @throws UncheckedIOException where a file exists already or cannot be written; says which
   */
  public static List<Path> write(
      Path file, List<StarterAccount> accounts, String agent, String tag) {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Path rules = directory.resolve("rules").resolve("10-starter.yaml");
    Path secret = directory.resolve("agents").resolve(agent + ".secret");
    List<Path> written = new ArrayList<>();
    try {
      written.add(create(file.toAbsolutePath(), config(accounts, agent, tag), "rw-r--r--"));
      written.add(create(rules, RULES, "rw-r--r--"));
      written.add(create(secret, secret() + "\n", "rw-------"));
    } catch (FileAlreadyExistsException e) {
      throw new UncheckedIOException(e.getFile() + " is there already and is left as it is", e);
    } catch (IOException e) {
      throw new UncheckedIOException(directory + " cannot be written: " + e, e);
    }
    return written;
  }

  private static Path create(Path file, String text, String mode) throws IOException {
    Files.createDirectories(file.getParent());
    FileAttribute<?> attribute =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode));
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Files.createFile(file, attribute);
    Files.writeString(file, text, StandardOpenOption.WRITE);
    return file;
  }

  private static String config(List<StarterAccount> accounts, String agent, String tag) {
    return """
        # Countersign. Every key is described in docs/config.md.
        proxy: { listen: "127.0.0.1:8470" }        # the agents' HTTPS_PROXY

        # The AWS accounts that agents may name; every other one is refused. The role is assumed with
        # the gateway's own credentials: the AWS SDK's default provider chain.
        accounts:%s

        agents:
          %s: { tag: %s, secret-file: agents/%s.secret, accounts: [%s] }
        anonymous-agents: deny

        rules: [ rules/*.yaml ]
        hosts: { other: deny }                     # what is not AWS
        """
        .formatted(
            accounts.isEmpty() ? EXAMPLE : accountLines(accounts),
            agent,
            tag,
            agent,
            accounts.stream().map(StarterAccount::name).collect(Collectors.joining(", ")));
  }

  private static final String EXAMPLE =
      """
       {}
      # accounts:
      #   "222222222222": { name: staging, role: countersign-gateway }
      # and name it in the agent's accounts below.""";

  private static String accountLines(List<StarterAccount> accounts) {
    return accounts.stream()
        .map(
            account ->
                "\n  \"%s\": { name: %s, role: %s }"
                    .formatted(account.id(), account.name(), account.role()))
        .collect(Collectors.joining());
  }

  /** 40 letters and digits: 238 bits. */
  private static String secret() {
    return new SecureRandom()
        .ints(SECRET_LENGTH, 0, LETTERS.length())
        .mapToObj(i -> String.valueOf(LETTERS.charAt(i)))
        .collect(Collectors.joining());
  }
}
