package dev.countersign.catalog;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The syntax of host names (RFC 1123, 2.1), in the one spelling that this program signs for: lower
 * case letters, digits and hyphens; labels of 1 to 63 octets that neither start nor end with a
 * hyphen; 253 octets in all; no trailing dot.
 *
 * <p>Internationalised labels ({@code xn--}, RFC 5890) are refused: no AWS endpoint has one, and S3
 * forbids them in bucket names.
 */
final class HostLabels {

  private static final int LONGEST_NAME = 253;
  private static final Pattern LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  private HostLabels() {}

  /** The labels from left to right; empty where {@code host} is not spelled as above. */
  static Optional<List<String>> split(String host) {
    if (host.isEmpty() || host.length() > LONGEST_NAME) {
      return Optional.empty();
    }
    // The limit -1 keeps empty labels at the end, so that a trailing dot is seen.
    List<String> labels = List.of(host.split("\\.", -1));
    return labels.stream().allMatch(HostLabels::isLabel) ? Optional.of(labels) : Optional.empty();
  }

  private static boolean isLabel(String label) {
    return LABEL.matcher(label).matches() && !label.startsWith("xn--");
  }
}
