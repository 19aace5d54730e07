package dev.countersign.rules;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Texts that anybody may have chosen, as literals: in printable ASCII and on one line, whatever is
 * in them. The escapes mean the same in CEL (Language Definition, "String and Bytes Values") and in
 * YAML's double-quoted style (YAML 1.2.2, 5.7).
 */
final class Quoted {

  private Quoted() {}

  /** Whether a literal can stand for it: CEL has none for half a surrogate pair. */
  static boolean canHold(String text) {
    return text.codePoints()
        .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
  }

  /** With its double quotes. */
  static String text(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    text.codePoints().forEach(point -> quoted.append(escaped(point)));
    return quoted.append('"').toString();
  }

  private static String escaped(int point) {
    if (point == '"' || point == '\\') {
      return "\\" + (char) point;
    }
    if (point >= ' ' && point <= '~') {
      return Character.toString(point);
    }
    return (point > 0xffff ? "\\U%08x" : "\\u%04x").formatted(point);
  }

  /** A list of them. */
  static String list(Collection<String> texts) {
    return texts.stream().map(Quoted::text).collect(Collectors.joining(", ", "[", "]"));
  }
}
