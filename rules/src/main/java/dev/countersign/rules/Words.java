package dev.countersign.rules;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.countersign.config.Suggestion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The values that one field of a call can have.
 *
 * @param none how a message says that there is no such value: {@code there is no region}
 * @param names all that are known by name
 * @param others whether a text that is no name is a value all the same
 * @param aliases what people may write, in lower case, and the name that they mean
 * @param complete whether a part that none of the names has cannot be meant; accounts come and go,
 *     and a rule may speak of parts of names that are yet to come
 */
record Words(
    String none,
    Set<String> names,
    Predicate<String> others,
    Map<String, String> aliases,
    boolean complete) {

  /** CEL's functions that hold a field against a text, and how a message puts them. */
  static final Map<String, String> PARTS =
      Map.of(
          "startsWith", "starts with",
          "endsWith", "ends with",
          "contains", "contains",
          "matches", "matches");

  Words(String none, Set<String> names) {
    this(none, names, _ -> false, Map.of(), true);
  }

  Words or(Predicate<String> more) {
    return new Words(none, names, more, aliases, complete);
  }

  Words called(Map<String, String> otherwise) {
    return new Words(none, names, others, otherwise, complete);
  }

  Words openEnded() {
    return new Words(none, names, others, aliases, false);
  }

  boolean has(String text) {
    return names.contains(text) || others.test(text);
  }

  /** Why the field cannot be equal to {@code text}; empty where it can. */
  Optional<String> complaint(String text) {
    return has(text) ? Optional.empty() : Optional.of(none + " \"" + text + "\"" + hint(text));
  }

  /**
   * Why {@code function} is true of no value and {@code text}; empty where it is of one, or may be.
   */
  Optional<String> complaint(String function, String text) {
    return !complete || names.stream().anyMatch(test(function, text))
        ? Optional.empty()
        : Optional.of(none + " that " + PARTS.get(function) + " \"" + text + "\"");
  }

  private static Predicate<String> test(String function, String text) {
    return switch (function) {
      case "startsWith" -> name -> name.startsWith(text);
      case "endsWith" -> name -> name.endsWith(text);
      case "contains" -> name -> name.contains(text);
      default -> matches(text);
    };
  }

  private static Predicate<String> matches(String pattern) {
    try {
      Pattern compiled = Pattern.compile(pattern);
      return name -> compiled.matcher(name).find();
    } catch (PatternSyntaxException e) {
      // That it is no pattern is said elsewhere.
      return _ -> true;
    }
  }

  private String hint(String text) {
    return Optional.ofNullable(aliases.get(text.toLowerCase(Locale.ROOT)))
        .map(meant -> Suggestion.hint(meant, List.of(meant)))
        .orElseGet(() -> Suggestion.hint(text, names));
  }
}
