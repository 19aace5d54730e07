package dev.countersign.approvals;

import dev.countersign.model.Role;
import java.util.Set;

/**
 * Who decides. The caller has authenticated this person, and the role is that of the config that is
 * in force.
 *
 * @param agents the names of the agents that are this person's own
 */
public record Person(String name, Role role, Set<String> agents) {

  public Person {
    agents = Set.copyOf(agents);
    Text.requireName("person", name);
  }
}
