package dev.countersign.config;

import dev.countersign.config.YamlNode.Entry;
import dev.countersign.config.YamlNode.Mapping;
import dev.countersign.config.YamlNode.Scalar;
import dev.countersign.config.YamlNode.Sequence;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts environment variables into values: <code>${NAME}</code>, and {@code $$} for a dollar. It
 * happens after the YAML was read, so what a variable holds can only ever be a value and never a
 * key; and once, so that a value cannot name a further variable. A value that begins with {@code
 * ~/} begins with the home directory.
 */
final class Variables {

  private static final Pattern DOLLAR =
      Pattern.compile("\\$(?:\\$|\\{([A-Za-z_][A-Za-z0-9_]*)\\})?");

  private final Map<String, String> environment;
  private final Diagnostics diagnostics;

  Variables(Map<String, String> environment, Diagnostics diagnostics) {
    this.environment = environment;
    this.diagnostics = diagnostics;
  }

  /** The same node with every variable put in; those that are missing are noted. */
  YamlNode expand(YamlNode node) {
    return switch (node) {
      case Scalar scalar -> expand(scalar);
      case Sequence(Place place, var items) ->
          new Sequence(place, items.stream().map(this::expand).toList());
      case Mapping(Place place, var entries) ->
          new Mapping(
              place, entries.stream().map(it -> new Entry(it.key(), expand(it.value()))).toList());
    };
  }

  private Scalar expand(Scalar scalar) {
    String text = scalar.text();
    boolean home = text.startsWith("~/");
    if (!home && text.indexOf('$') < 0) {
      return scalar;
    }
    String expanded = DOLLAR.matcher(text).replaceAll(match -> value(scalar, match));
    return scalar.withText(home ? home(environment) + expanded.substring(1) : expanded);
  }

  /** {@code HOME}, which containers set where the user has no entry of its own. */
  static String home(Map<String, String> environment) {
    return environment.getOrDefault("HOME", System.getProperty("user.home"));
  }

  /** What stands for a match, with the replacement's own dollars and backslashes escaped. */
  private String value(Scalar scalar, MatchResult match) {
    String name = match.group(1);
    if (name != null && environment.containsKey(name)) {
      return Matcher.quoteReplacement(environment.getOrDefault(name, ""));
    }
    if (!match.group().equals("$$")) {
      diagnostics.add(
          scalar.at(match.start()),
          name == null
              ? "a dollar alone (expected: ${NAME} for a variable, $$ for a dollar)"
              : "the environment variable " + name + " is not set");
    }
    return "\\$";
  }
}
