package dev.countersign.config;

import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Puts environment variables into values: <code>${NAME}</code>; <code>$$</code> is a dollar. Keys
 * are left alone, and what a variable holds is not looked at again.
 */
final class Variables {

  private static final Pattern VARIABLE =
      Pattern.compile("\\$(?:\\$|\\{([A-Za-z_][A-Za-z0-9_]*)}|)");

  private final Map<String, String> environment;
  private final Diagnostics diagnostics;

  Variables(Map<String, String> environment, Diagnostics diagnostics) {
    this.environment = environment;
    this.diagnostics = diagnostics;
  }

  YamlNode expand(YamlNode node) {
    return switch (node) {
      case YamlNode.Scalar scalar -> scalar.withText(expand(scalar));
      case YamlNode.Sequence sequence ->
          new YamlNode.Sequence(
              sequence.place(), sequence.items().stream().map(this::expand).toList());
      case YamlNode.Mapping mapping -> new YamlNode.Mapping(mapping.place(), expand(mapping));
    };
  }

  private List<YamlNode.Entry> expand(YamlNode.Mapping mapping) {
    return mapping.entries().stream()
        .map(entry -> new YamlNode.Entry(entry.key(), expand(entry.value())))
        .toList();
  }

  private String expand(YamlNode.Scalar scalar) {
    Matcher matcher = VARIABLE.matcher(scalar.text());
    StringBuilder text = new StringBuilder();
    while (matcher.find()) {
      matcher.appendReplacement(text, Matcher.quoteReplacement(value(matcher, scalar)));
    }
    return matcher.appendTail(text).toString();
  }

  private String value(Matcher matcher, YamlNode.Scalar scalar) {
    if (matcher.group().equals("$$")) {
      return "$";
    }
    @Nullable String name = matcher.group(1);
    if (name == null) {
      diagnostics.add(
          scalar.at(matcher.start()), "a lone dollar (expected: ${NAME}, or $$ for a dollar)");
      return "";
    }
    @Nullable String value = environment.get(name);
    if (value == null) {
      diagnostics.add(
          scalar.at(matcher.start()), "the environment variable " + name + " is not set");
      return "";
    }
    return value;
  }
}
