package dev.countersign.catalog;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Names that may be there, and those of them that must, as reviewed lists have them: with an
 * exclamation mark behind.
 */
record Takes(Set<String> names, Set<String> required) {

  private static final String MARK = "!";

  Takes {
    names = Set.copyOf(names);
    required = Set.copyOf(required);
  }

  static Takes of(List<String> words) {
    Set<String> names = new HashSet<>();
    Set<String> required = new HashSet<>();
    for (String word : words) {
      String name = word.replace(MARK, "");
      names.add(name);
      if (word.endsWith(MARK)) {
        required.add(name);
      }
    }
    return new Takes(names, required);
  }
}
