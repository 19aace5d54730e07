package dev.countersign.console;

import dev.countersign.approvals.PauseTarget;
import dev.countersign.config.GatewayConfig;
import dev.countersign.model.Agent;

/** What can be paused: agents and accounts that the configuration has. */
final class Targets {

  private Targets() {}

  static PauseTarget agent(String name) {
    try {
      return new PauseTarget.OfAgent(name);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
  }

  static PauseTarget account(String id) {
    try {
      return new PauseTarget.OfAccount(id);
    } catch (IllegalArgumentException e) {
      throw unknown();
    }
  }

  /** A pause of what is misspelt would stop nothing. */
  static void require(GatewayConfig config, PauseTarget target) {
    boolean known =
        switch (target) {
          case PauseTarget.OfAgent(var name) ->
              config.agents().containsKey(name) || name.equals(Agent.ANONYMOUS);
          case PauseTarget.OfAccount(var id) -> config.accounts().containsKey(id);
        };
    if (!known) {
      throw unknown();
    }
  }

  private static Problem unknown() {
    return Problem.of(Problem.Kind.NOT_FOUND, "the configuration has no such agent or account");
  }
}
