package dev.countersign.catalog;

import dev.countersign.model.LongText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One value inside the parameters: a text, a number or a truth value, or the name in a map.
 *
 * @param path the names on the way to it, without the indices of lists: {@code
 *     TransactItems.Put.TableName}; a map's name ends in <code>{}</code>
 * @param name the last of them
 * @param text the value as a text; empty where it is too long to be kept
 * @param leftOut it is
 */
record Leaf(String path, String name, String text, boolean leftOut) {

  /** Every value of {@code params}, in their order. */
  static List<Leaf> of(Map<String, Object> params) {
    List<Leaf> leaves = new ArrayList<>();
    params.forEach((name, value) -> collect(name, name, value, leaves));
    return leaves;
  }

  private static void collect(String path, String name, Object value, List<Leaf> leaves) {
    switch (value) {
      case List<?> list -> list.forEach(element -> collect(path, name, element, leaves));
      case Map<?, ?> map ->
          map.forEach(
              (key, member) -> {
                String inner = key.toString();
                leaves.add(new Leaf(path + "{}", name + "{}", inner, false));
                collect(path + "." + inner, inner, member, leaves);
              });
      case LongText text -> leaves.add(new Leaf(path, name, "", true));
      default -> leaves.add(new Leaf(path, name, value.toString(), false));
    }
  }
}
