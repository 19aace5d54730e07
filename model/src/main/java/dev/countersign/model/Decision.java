package dev.countersign.model;

import java.util.List;

/**
 * What the rules say to a call, and what those on trial would make of it.
 *
 * @param verdict what holds
 * @param shadow what each rule on trial says that matches the call, denials first
 * @param would what would hold if the rules on trial were in force; {@code verdict} itself where
 *     that changes nothing
 */
public record Decision(Verdict verdict, List<Verdict> shadow, Verdict would) {

  public Decision {
    shadow = List.copyOf(shadow);
  }

  /** No rule on trial matches the call. */
  public static Decision of(Verdict verdict) {
    return new Decision(verdict, List.of(), verdict);
  }

  /** Whether another rule would decide if those on trial were in force. */
  public boolean wouldDiffer() {
    return !would.equals(verdict);
  }
}
