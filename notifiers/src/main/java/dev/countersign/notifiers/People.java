package dev.countersign.notifiers;

import dev.countersign.approvals.Person;
import dev.countersign.approvals.Request;
import dev.countersign.config.OperatorsConfig;
import dev.countersign.config.OperatorsConfig.GroupConfig;
import dev.countersign.config.OperatorsConfig.PersonConfig;
import java.util.List;
import java.util.Optional;

/** Who is asked, as the configuration has it. */
record People(OperatorsConfig config) {

  /** Whether the group of a request is told by this notifier. */
  boolean tells(String notifier, Request request) {
    return group(request).filter(group -> group.notifiers().contains(notifier)).isPresent();
  }

  private Optional<GroupConfig> group(Request request) {
    return config.group(request.group().name());
  }

  /** Those who can decide a request: of its group when it was asked, and still there. */
  List<PersonConfig> asked(Request request) {
    return config.people().values().stream().filter(it -> isAsked(it, request)).toList();
  }

  boolean isAsked(PersonConfig person, Request request) {
    return person.approves()
        && request.group().people().contains(person.name())
        && !(request.group().notOwn() && person.agents().contains(request.card().agent()));
  }

  Optional<Person> inSlack(String memberId) {
    return config.people().values().stream()
        .filter(it -> it.slack().filter(memberId::equals).isPresent())
        .findFirst()
        .map(it -> new Person(it.name(), it.role(), it.agents()));
  }
}
