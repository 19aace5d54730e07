package dev.countersign.notifiers;

import java.time.Duration;
import java.util.Optional;

/** What became of one attempt to send. No text in it holds a secret or an address. */
sealed interface Outcome {

  /**
   * It went.
   *
   * @param handle by which what went can be changed or answered; empty where it cannot
   */
  record Delivered(String handle) implements Outcome {}

  /** There was nothing to say. */
  record Unneeded() implements Outcome {}

  /**
   * It may go later.
   *
   * @param after how long the other side wants to be left alone
   */
  record Again(String why, Optional<Duration> after) implements Outcome {}

  /** It will not go. */
  record Refused(String why) implements Outcome {}

  static Outcome again(String why) {
    return new Again(why, Optional.empty());
  }
}
