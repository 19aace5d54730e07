package dev.countersign.catalog;

import dev.countersign.model.LongText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One value inside the parameters: a text, a number or a truth value, or the name in a map.
 *
 * <p>Whoever sends a map chooses its names, so names and paths are cut where they are longer than
 * any model's: a long name around many values would be written out for each of them.
 *
 * @param parent the names on the way to it without the last, as in {@link #path}; shared by all
 *     values of one structure
 * @param name the last name; a map's own, for its names, ends in <code>{}</code>
 * @param text the value as a text; empty where it is too long to be kept
 * @param leftOut it is
 */
record Leaf(String parent, String name, String text, boolean leftOut) {

  private static final int LONGEST_NAME = 128;
  private static final int LONGEST_PATH = 1024;

  /** Stands where something was cut off, and in no model's names. */
  private static final String CUT = "~";

  /** Every value of {@code params}, in their order. */
  static List<Leaf> of(Map<String, Object> params) {
    List<Leaf> leaves = new ArrayList<>();
    params.forEach((name, value) -> collect("", cut(name, LONGEST_NAME), value, leaves));
    return leaves;
  }

  /** All names on the way to it, without the indices of lists: {@code TransactItems.Put.Key}. */
  String path() {
    return join(parent, name);
  }

  private static void collect(String parent, String name, Object value, List<Leaf> leaves) {
    switch (value) {
      case List<?> list -> list.forEach(element -> collect(parent, name, element, leaves));
      case Map<?, ?> map -> {
        String inside = cut(join(parent, name), LONGEST_PATH);
        String names = name + "{}";
        map.forEach(
            (key, member) -> {
              String inner = key.toString();
              leaves.add(new Leaf(parent, names, inner, false));
              collect(inside, cut(inner, LONGEST_NAME), member, leaves);
            });
      }
      case LongText text -> leaves.add(new Leaf(parent, name, "", true));
      default -> leaves.add(new Leaf(parent, name, value.toString(), false));
    }
  }

  private static String join(String parent, String name) {
    return parent.isEmpty() ? name : parent + "." + name;
  }

  private static String cut(String text, int longest) {
    return text.length() <= longest + CUT.length() ? text : text.substring(0, longest) + CUT;
  }
}
