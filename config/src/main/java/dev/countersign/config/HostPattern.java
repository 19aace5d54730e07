package dev.countersign.config;

import java.util.Locale;

/**
 * A host pattern as the config has it: {@code docs.example.com} is that host, {@code *.example.org}
 * is one or more labels before {@code example.org} and not {@code example.org} itself, {@code *} is
 * every host. Compared on label boundaries, so {@code evilexample.org} never fits.
 */
record HostPattern(String text) {

  HostPattern {
    text = text.toLowerCase(Locale.ROOT);
  }

  /**
   * @param host lower case
   */
  boolean matches(String host) {
    if (text.equals("*")) {
      return true;
    }
    return text.startsWith("*.")
        ? host.endsWith(text.substring(1)) && host.length() > text.length() - 1
        : host.equals(text);
  }

  /** Higher is narrower: an exact name before a longer suffix before a shorter one. */
  int rank() {
    return text.startsWith("*") ? text.length() : Integer.MAX_VALUE;
  }
}
