package dev.countersign.console;

import dev.countersign.approvals.Card;
import dev.countersign.model.Access;
import java.time.Duration;
import java.util.Locale;

/** Things in words, for people. */
final class Words {

  private Words() {}

  /** {@code ALREADY_DECIDED}: {@code already-decided}. */
  static String kebab(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * {@code TerminateInstances}: {@code Terminate instances}; {@code GetMFADevice}: {@code Get MFA
   * device}.
   */
  static String action(String action) {
    String[] words =
        action.split("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])|(?<=[a-z])(?=[0-9])", -1);
    StringBuilder text = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      boolean isAcronym = words[i].length() > 1 && words[i].equals(upper(words[i]));
      text.append(' ').append(isAcronym ? words[i] : words[i].toLowerCase(Locale.ROOT));
    }
    return text.toString();
  }

  private static String upper(String word) {
    return word.toUpperCase(Locale.ROOT);
  }

  /** What the agent wants to do. */
  static String operation(Card card) {
    return card.action().isEmpty()
        ? "Something that is not known: " + card.method() + " to " + card.host()
        : action(card.action()) + " (" + (card.api().isEmpty() ? card.service() : card.api()) + ")";
  }

  static String access(Access access) {
    return switch (access) {
      case LIST -> "lists what there is";
      case READ -> "reads";
      case WRITE -> "changes, creates or deletes";
      case TAGGING -> "changes tags";
      case PERMISSIONS -> "changes who may do what";
    };
  }

  /** As config files have it: {@code 1h30m}. */
  static String duration(Duration duration) {
    long seconds = Math.max(0, duration.toSeconds());
    if (seconds == 0) {
      return "0s";
    }
    return part(seconds / 86_400, "d")
        + part(seconds / 3_600 % 24, "h")
        + part(seconds / 60 % 60, "m")
        + part(seconds % 60, "s");
  }

  private static String part(long amount, String unit) {
    return amount == 0 ? "" : amount + unit;
  }
}
