package dev.countersign.config;

import static dev.countersign.config.OperatorKeys.*;

import dev.countersign.config.GatewayConfig.AgentConfig;
import dev.countersign.config.OperatorsConfig.ConsoleConfig;
import dev.countersign.config.OperatorsConfig.DatabaseConfig;
import dev.countersign.config.OperatorsConfig.GroupConfig;
import dev.countersign.config.OperatorsConfig.NotifierConfig;
import dev.countersign.config.OperatorsConfig.PersonConfig;
import dev.countersign.config.Section.Values;
import dev.countersign.config.YamlNode.Scalar;
import dev.countersign.model.Role;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the parts of the operators' side have to do with one another. */
final class OperatorsReader {

  private final Diagnostics diagnostics;
  private final Map<String, AgentConfig> agents;

  OperatorsReader(Diagnostics diagnostics, Map<String, AgentConfig> agents) {
    this.diagnostics = diagnostics;
    this.agents = agents;
  }

  OperatorsConfig read(Values root) {
    Map<String, PersonConfig> people = people(root.get(PEOPLE));
    Map<String, NotifierConfig> notifiers = notifiers(root);
    Optional<ConsoleConfig> console = root.find(CONSOLE).map(this::console);
    if (console.isPresent() && people.isEmpty()) {
      diagnostics.add(root.place(CONSOLE), "nobody may use it (expected: somebody under people)");
    }
    return new OperatorsConfig(
        console,
        root.get(ConfigKeys.STATE)
            .find(DATABASE)
            .map(
                it ->
                    new DatabaseConfig(
                        it.get(JDBC), it.get(DATABASE_USER), it.find(DATABASE_PASSWORD))),
        people,
        groups(root.get(APPROVERS), people, notifiers.keySet()),
        notifiers);
  }

  private ConsoleConfig console(Values values) {
    Optional<URI> url = values.find(CONSOLE_URL);
    url.filter(Urls::isUnprotected)
        .ifPresent(
            _ ->
                diagnostics.add(
                    values.place(CONSOLE_URL),
                    "http beyond this machine (expected: https, since passwords pass there)"));
    return new ConsoleConfig(values.get(CONSOLE_LISTEN), url);
  }

  private Map<String, PersonConfig> people(List<Named<Values>> entries) {
    Map<String, PersonConfig> people = new LinkedHashMap<>();
    Map<String, Place> slack = new LinkedHashMap<>();
    for (Named<Values> entry : entries) {
      Values values = entry.value();
      if (values.find(TOKEN_FILE).isEmpty()
          && values.find(PASSWORD_FILE).isEmpty()
          && values.find(SLACK_ID).isEmpty()) {
        diagnostics.add(
            entry.key().place(),
            entry.name() + " has no way in (expected: token-file, password-file or slack)");
      }
      values.find(SLACK_ID).ifPresent(id -> diagnostics.unique(slack, id, values.place(SLACK_ID)));
      people.put(
          entry.name(),
          new PersonConfig(
              entry.name(),
              Role.valueOf(values.get(ROLE).toUpperCase(Locale.ROOT)),
              values.find(TOKEN_FILE),
              values.find(PASSWORD_FILE),
              names(values.get(OWN_AGENTS), agents.keySet(), "an agent"),
              values.find(SLACK_ID),
              values.find(MAIL_ADDRESS)));
    }
    return people;
  }

  private Map<String, NotifierConfig> notifiers(Values root) {
    Map<String, NotifierConfig> notifiers = new LinkedHashMap<>();
    for (Named<NotifierConfig> entry : root.get(NOTIFIERS)) {
      unencrypted(entry.value())
          .ifPresent(message -> diagnostics.add(entry.key().place(), message));
      notifiers.put(entry.name(), entry.value());
    }
    return notifiers;
  }

  /** What is wrong with a way by which secrets would pass beyond this machine in the clear. */
  private static Optional<String> unencrypted(NotifierConfig notifier) {
    return switch (notifier) {
      case NotifierConfig.Webhook it when Urls.isUnprotected(it.url()) ->
          Optional.of(
              "http beyond this machine (expected: https, since decision links pass there)");
      case NotifierConfig.Slack it when Urls.isUnprotected(it.api()) ->
          Optional.of("http beyond this machine (expected: https, since the token passes there)");
      case NotifierConfig.Mail it
          when it.encryption() == NotifierConfig.Encryption.NONE && !isThisMachine(it.smtp()) ->
          Optional.of(
              "mail without encryption (expected: tls or starttls, since decision links pass"
                  + " there)");
      case NotifierConfig.Webhook _, NotifierConfig.Slack _, NotifierConfig.Mail _ ->
          Optional.empty();
    };
  }

  private static boolean isThisMachine(InetSocketAddress address) {
    return address.isUnresolved()
        ? address.getHostString().equals("localhost")
        : address.getAddress().isLoopbackAddress();
  }

  private Map<String, GroupConfig> groups(
      List<Named<Values>> entries, Map<String, PersonConfig> people, Set<String> notifiers) {
    Map<String, GroupConfig> groups = new LinkedHashMap<>();
    Set<String> approvers =
        people.values().stream()
            .filter(PersonConfig::approves)
            .map(PersonConfig::name)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    for (Named<Values> entry : entries) {
      groups.put(entry.name(), group(entry, approvers, notifiers));
    }
    if (!approvers.isEmpty()) {
      groups.computeIfAbsent(
          OperatorsConfig.DEFAULT_GROUP, name -> everybody(name, approvers, notifiers));
    }
    return groups;
  }

  private GroupConfig group(Named<Values> entry, Set<String> approvers, Set<String> notifiers) {
    Values values = entry.value();
    Set<String> members =
        names(values.get(MEMBERS), approvers, "somebody under people who may approve");
    long quorum = values.get(QUORUM);
    if (quorum > members.size()) {
      diagnostics.add(
          values.place(QUORUM),
          quorum + " of " + members.size() + " people (expected: at most as many as there are)");
    }
    if (values.get(HOLD).compareTo(values.get(TIMEOUT)) > 0) {
      diagnostics.add(values.place(HOLD), "longer than the timeout (expected: at most that)");
    }
    return new GroupConfig(
        entry.name(),
        members,
        Math.toIntExact(quorum),
        values.get(HOLD),
        values.get(TIMEOUT),
        values.get(NOT_OWN),
        values.get(COMMENT).equals("required"),
        List.copyOf(names(values.get(NOTIFY), notifiers, "a name under notifiers")));
  }

  /** The group that nobody wrote: its terms are the keys' own defaults. */
  private GroupConfig everybody(String name, Set<String> approvers, Set<String> notifiers) {
    Values defaults =
        Section.of(QUORUM, HOLD, TIMEOUT)
            .read(YamlNode.parse("default", "{}"), diagnostics)
            .orElseThrow();
    return new GroupConfig(
        name,
        approvers,
        Math.toIntExact(defaults.get(QUORUM)),
        defaults.get(HOLD),
        defaults.get(TIMEOUT),
        false,
        false,
        List.copyOf(notifiers));
  }

  private Set<String> names(List<Scalar> written, Set<String> known, String expected) {
    Set<String> names = new LinkedHashSet<>();
    for (Scalar one : written) {
      if (known.contains(one.text())) {
        names.add(one.text());
      } else {
        diagnostics.add(
            one.place(),
            Shapes.got(one) + " (expected: " + expected + ")" + Suggestion.hint(one.text(), known));
      }
    }
    return names;
  }
}
