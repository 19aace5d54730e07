package dev.countersign.catalog;

import java.util.List;

/**
 * A line that says which values name resources, and what their ARN is like.
 *
 * @param template of the ARN, or a word of {@link ResourceKind}'s
 */
record ResourceLine(MemberPattern members, String template) {

  /** The values that this line is about are no resources, even where they look like ARNs. */
  private static final String DATA = "-";

  /** The line is about the request's path, and not about a parameter. */
  private static final String PATH = "path";

  static ResourceLine of(List<String> words) {
    return new ResourceLine(MemberPattern.of(words.getFirst()), words.get(1));
  }

  /** A template of the IAM data's, {@code .../[cluster]/[service]}, is about its last member. */
  static ResourceLine ofIam(String template) {
    int open = template.lastIndexOf('[');
    int close = template.indexOf(']', open);
    return new ResourceLine(
        MemberPattern.of(template.substring(open + 1, close)),
        template.substring(0, open) + "{:}" + template.substring(close + 1));
  }

  boolean isOfPath() {
    return template.equals(PATH);
  }

  boolean isData() {
    return template.equals(DATA);
  }
}
