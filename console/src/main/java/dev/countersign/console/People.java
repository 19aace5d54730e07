package dev.countersign.console;

import dev.countersign.approvals.Person;
import dev.countersign.config.OperatorsConfig.PersonConfig;
import dev.countersign.config.SecretFiles;
import dev.countersign.model.Diagnostic;
import dev.countersign.model.InvalidFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who may come in, by a bearer token or by a password. Files are read once, at the start. */
final class People {

  /** Shorter tokens could be tried out; 24 characters of base64 are 144 bits. */
  static final int SHORTEST_TOKEN = 24;

  private final Map<String, Person> people = new LinkedHashMap<>();
  private final Map<String, byte[]> tokens = new LinkedHashMap<>();
  private final Passwords passwords;

  private People(Passwords passwords) {
    this.passwords = passwords;
  }

  /**
   * @throws InvalidFileException where a token or a password's hash cannot be used
   */
  static People read(Collection<PersonConfig> configured) {
    Map<String, String> hashes = new HashMap<>();
    for (PersonConfig person : configured) {
      person.passwordFile().ifPresent(file -> hashes.put(person.name(), Passwords.readHash(file)));
    }
    People people = new People(new Passwords(hashes));
    configured.forEach(people::add);
    return people;
  }

  private void add(PersonConfig person) {
    people.put(person.name(), new Person(person.name(), person.role(), person.agents()));
    person.tokenFile().ifPresent(file -> tokens.put(person.name(), readToken(file)));
  }

  private static byte[] readToken(Path file) {
    String token = SecretFiles.read(file).reveal();
    if (token.length() < SHORTEST_TOKEN || !token.matches("[!-~]+")) {
      throw new InvalidFileException(
          List.of(
              new Diagnostic(
                  file.toString(),
                  1,
                  1,
                  "no token (expected: at least "
                      + SHORTEST_TOKEN
                      + " visible ASCII characters, such as openssl rand -base64 32 prints)",
                  "")));
    }
    return Hashes.sha256(token);
  }

  /** Whose token it is. Takes as long whoever's it is, and if it is nobody's. */
  Optional<Person> byToken(String token) {
    byte[] hash = Hashes.sha256(token);
    Optional<Person> found = Optional.empty();
    for (Map.Entry<String, byte[]> entry : tokens.entrySet()) {
      if (MessageDigest.isEqual(entry.getValue(), hash)) {
        found = find(entry.getKey());
      }
    }
    return found;
  }

  /** The person of that name, where the password is theirs; slow on purpose. */
  Optional<Person> byPassword(String name, String password) {
    return passwords.verify(name, password) ? find(name) : Optional.empty();
  }

  Optional<Person> find(String name) {
    return Optional.ofNullable(people.get(name));
  }
}
