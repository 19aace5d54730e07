package dev.countersign.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * The rule files that ship with this program, used as {@code pack:read-only} where a pattern of
 * rule files may stand. Their tests are resources of their own and run in the build: beside an
 * operator's rules they could not hold.
 */
final class RulePacks {

  static final String PREFIX = "pack:";

  static final List<String> NAMES = List.of("read-only", "developer", "deny-escalation");

  private RulePacks() {}

  /** The pack that {@code pattern} names; empty where there is no such pack. */
  static Optional<RuleSource> find(String pattern) {
    String name = pattern.substring(PREFIX.length());
    return NAMES.contains(name)
        ? Optional.of(new RuleSource(pattern, resource(name)))
        : Optional.empty();
  }

  static RuleSource tests(String name) {
    return new RuleSource(PREFIX + name + "-tests", resource(name + "-tests"));
  }

  private static String resource(String name) {
    String path = "packs/" + name + ".yaml";
    try (InputStream in = RulePacks.class.getResourceAsStream(path)) {
      if (in == null) {
        throw new IllegalStateException("the resource " + path + " is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
