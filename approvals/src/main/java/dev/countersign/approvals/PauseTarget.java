package dev.countersign.approvals;

/** What can be stopped. */
public sealed interface PauseTarget {

  /** The agent's name or the account's 12 digits. */
  String name();

  /** Everything that an agent asks for. */
  record OfAgent(String name) implements PauseTarget {
    public OfAgent {
      Text.requireName("agent", name);
    }
  }

  /** Everything that anybody asks for in an account. */
  record OfAccount(String name) implements PauseTarget {
    public OfAccount {
      Text.requireName("account", name);
    }
  }
}
