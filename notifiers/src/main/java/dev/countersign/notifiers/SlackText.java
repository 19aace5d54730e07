package dev.countersign.notifiers;

import java.util.List;
import java.util.stream.Stream;

/**
 * Slack's mrkdwn. A value that somebody else chose stands in a code span, where neither formatting
 * nor mentions are read, with the three characters escaped by which links and mentions begin; and
 * the text objects say {@code verbatim}, so that no address in it becomes a link.
 */
final class SlackText {

  /** Characters of a section's text, escapes included; Slack refuses more than 3,000. */
  static final int LONGEST = 2_900;

  private SlackText() {}

  /** A code span; a backtick would end it, so it is shown as one that does not. */
  static String code(String value) {
    return "`" + Texts.angles(value).replace('`', '\u02cb') + "`";
  }

  /** Labels in bold with their values; whole lines only, and a note where some are left out. */
  static String facts(List<Fact> facts) {
    return fitting(facts.stream().flatMap(SlackText::lines).toList(), "\n");
  }

  private static Stream<String> lines(Fact fact) {
    String label = "*" + fact.label() + "*";
    List<String> values = fact.values().stream().map(SlackText::code).toList();
    return values.size() == 1
        ? Stream.of(label + " " + values.getFirst())
        : Stream.concat(Stream.of(label), values.stream());
  }

  /** As many parts, from the first, as Slack takes in one text. */
  static String fitting(List<String> parts, String separator) {
    StringBuilder text = new StringBuilder();
    for (String part : parts) {
      if (text.length() + separator.length() + part.length() > LONGEST) {
        return text.append(separator).append("_more in the console_").toString();
      }
      text.append(text.isEmpty() ? "" : separator).append(part);
    }
    return text.toString();
  }
}
