package dev.countersign.credentials;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.Arrays;

/** What a session of S3 Express is good for ("CreateSession", Amazon S3 API reference). */
public enum SessionMode {
  READ_ONLY("ReadOnly"),
  READ_WRITE("ReadWrite");

  private final String word;

  SessionMode(String word) {
    this.word = word;
  }

  /** As S3 has it. */
  String word() {
    return word;
  }

  /**
   * @throws Refusal UNREADABLE
   */
  static SessionMode of(String word) {
    return Arrays.stream(values())
        .filter(mode -> mode.word.equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    Failure.UNREADABLE, "the session's mode: expected ReadOnly or ReadWrite"));
  }
}
