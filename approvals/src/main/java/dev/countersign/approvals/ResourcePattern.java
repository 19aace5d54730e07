package dev.countersign.approvals;

import dev.countersign.model.AwsCall.Fact;
import java.util.regex.Pattern;

/**
 * Which resources a permission is for: one by its whole name, or all whose names begin alike and
 * are written with a {@code *} at the end. Nothing else has a meaning in it.
 */
record ResourcePattern(String text) {

  /** An ARN's first five fields and something of the sixth; or something of an identifier. */
  private static final Pattern NARROW =
      Pattern.compile("(?s)arn:[^:*]+:[^:*]+:[^:*]*:[^:*]*:[^*].*|(?!arn:)[^*].*");

  /** Whether it says more than "whatever there is". */
  boolean isNarrow() {
    return text.length() <= Card.RESOURCE && NARROW.matcher(text).matches();
  }

  /** Whether every resource of the call is meant, all of them are known, and there is one. */
  boolean covers(Card card) {
    return !card.resource().isEmpty()
        && !card.unknown().contains(Fact.RESOURCES)
        && card.moreResources() == 0
        && covers(card.resource())
        && card.resources().stream().allMatch(this::covers);
  }

  private boolean covers(String resource) {
    return text.endsWith("*")
        ? resource.startsWith(text.substring(0, text.length() - 1))
        : resource.equals(text);
  }

  /** Whether whatever {@code other} means is meant here, too. */
  boolean covers(ResourcePattern other) {
    return other.text.endsWith("*")
        ? text.endsWith("*") && covers(other.text.substring(0, other.text.length() - 1))
        : covers(other.text);
  }
}
