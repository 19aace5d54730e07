package dev.countersign.approvals;

import dev.countersign.approvals.Change.Kind;
import dev.countersign.approvals.DecisionRefused.Reason;

/** What people take back: permissions, and all that an agent or an account may do. */
final class Stops {

  private Stops() {}

  /**
   * Takes a permission back.
   *
   * @throws DecisionRefused where there is none, or the person may not
   */
  static Grant revoke(Tx tx, String id, Person by) {
    Electorate.requireVoice(by);
    if (Grants.find(tx.handle(), id).isEmpty()) {
      throw new DecisionRefused(Reason.UNKNOWN, "there is no grant " + Text.shown(id, Text.NAME));
    }
    Grants.revoke(tx, id, by.name());
    tx.changed(Kind.REVOKED, id);
    return Grants.find(tx.handle(), id).orElseThrow();
  }

  /** Stops an agent or an account, and ends all that was asked or granted for it. */
  static Pause pause(Tx tx, PauseTarget target, Person by, String comment) {
    Electorate.requireVoice(by);
    Pauses.insert(tx, new Pause(target, by.name(), Decisions.comment(comment), tx.now()));
    Requests.stop(tx, target);
    Grants.stop(tx, target, by.name());
    tx.changed(Kind.PAUSED, target.name());
    return Pauses.list(tx.handle()).stream()
        .filter(pause -> pause.target().equals(target))
        .findFirst()
        .orElseThrow();
  }

  /**
   * Lets what was stopped go on.
   *
   * @throws DecisionRefused where it is not stopped, or the person may not
   */
  static boolean resume(Tx tx, PauseTarget target, Person by) {
    Electorate.requireAdmin(by);
    if (!Pauses.delete(tx, target)) {
      throw new DecisionRefused(Reason.UNKNOWN, target.name() + " is not paused");
    }
    tx.changed(Kind.RESUMED, target.name());
    return true;
  }
}
