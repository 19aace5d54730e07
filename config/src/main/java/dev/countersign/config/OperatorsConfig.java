package dev.countersign.config;

import dev.countersign.model.Role;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The operators' side: who they are, who of them is asked, and by what way.
 *
 * @param console empty where nobody can decide anything
 * @param database shared by a fleet; empty where one gateway keeps its own in the state directory
 * @param people by name, in the order of the file
 * @param groups of approvers by name, in the order of the file; never empty where there are people
 *     who may approve
 * @param notifiers by name, in the order of the file
 */
public record OperatorsConfig(
    Optional<ConsoleConfig> console,
    Optional<DatabaseConfig> database,
    Map<String, PersonConfig> people,
    Map<String, GroupConfig> groups,
    Map<String, NotifierConfig> notifiers) {

  /** The group that is asked where a rule names none; there without being written. */
  public static final String DEFAULT_GROUP = "default";

  /** Nobody. */
  public static final OperatorsConfig NONE =
      new OperatorsConfig(Optional.empty(), Optional.empty(), Map.of(), Map.of(), Map.of());

  public OperatorsConfig {
    people = Collections.unmodifiableMap(new LinkedHashMap<>(people));
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
    notifiers = Collections.unmodifiableMap(new LinkedHashMap<>(notifiers));
  }

  /**
   * The group that a rule asks.
   *
   * @param name as the rule has it; empty for {@link #DEFAULT_GROUP}
   */
  public Optional<GroupConfig> group(String name) {
    return Optional.ofNullable(groups.get(name.isEmpty() ? DEFAULT_GROUP : name));
  }

  /**
   * The operators' listener.
   *
   * @param url how people and links reach it, without a slash at the end; its host is the only one
   *     that requests may name, beside the listener's own address
   */
  public record ConsoleConfig(InetSocketAddress listen, Optional<URI> url) {}

  /**
   * A PostgreSQL database.
   *
   * @param url JDBC, without user and password
   */
  public record DatabaseConfig(String url, String user, Optional<Path> passwordFile) {}

  /**
   * One person.
   *
   * @param tokenFile the bearer token for commands and the API
   * @param passwordFile the bcrypt hash of the password for the console
   * @param agents that are this person's own
   * @param slack the member id in Slack
   * @param email where mail goes
   */
  public record PersonConfig(
      String name,
      Role role,
      Optional<Path> tokenFile,
      Optional<Path> passwordFile,
      Set<String> agents,
      Optional<String> slack,
      Optional<String> email) {

    /** Whether the person may decide. */
    public boolean approves() {
      return role != Role.VIEWER;
    }
  }

  /**
   * Who is asked.
   *
   * @param quorum how many of them have to say yes
   * @param hold for how long a call waits for them on its connection
   * @param timeout for how long they may be asked before the request expires
   * @param notOwn nobody approves what an agent of their own asks
   * @param commentRequired who decides has to say why, yes or no
   * @param notifiers the names of those that tell them
   */
  public record GroupConfig(
      String name,
      Set<String> people,
      int quorum,
      Duration hold,
      Duration timeout,
      boolean notOwn,
      boolean commentRequired,
      List<String> notifiers) {

    public GroupConfig {
      people = Collections.unmodifiableSet(new LinkedHashSet<>(people));
      notifiers = List.copyOf(notifiers);
    }
  }

  /** A way to tell people that they are asked. */
  public sealed interface NotifierConfig {

    /** POSTs to a URL, signed with HMAC-SHA256. */
    record Webhook(URI url, Path secretFile) implements NotifierConfig {}

    /**
     * A message in a Slack channel.
     *
     * @param api the base URL of Slack's Web API
     */
    record Slack(URI api, String channel, Path tokenFile, Path signingSecretFile)
        implements NotifierConfig {}

    /** Mail to those people of the group who have an address. */
    record Mail(
        InetSocketAddress smtp,
        Encryption encryption,
        String from,
        Optional<String> user,
        Optional<Path> passwordFile)
        implements NotifierConfig {}

    /** How a mail server is spoken to. */
    enum Encryption {
      /** TLS from the first byte (RFC 8314). */
      TLS,
      /** A connection that has to become TLS before anything is said (RFC 3207). */
      STARTTLS,
      /** None; only for a server on this machine. */
      NONE
    }
  }
}
