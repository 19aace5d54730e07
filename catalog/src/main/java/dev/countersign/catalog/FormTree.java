package dev.countersign.catalog;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Nests a form's flat names: {@code Filter.1.Value.2} (Smithy, "AWS query protocol"). A level whose
 * names are all numbers is a list in their order; so is one that holds nothing but such a level
 * under {@code member}. An index such as {@code 01} is refused: no SDK writes it, and it could be
 * {@code 1} to a reader.
 */
final class FormTree {

  private static final int DEEPEST = 32;
  private static final int LONGEST_INDEX = 9;

  private FormTree() {}

  /**
   * @throws Refusal AMBIGUOUS where a name is repeated, or is a value and a structure at once
   */
  static Map<String, Object> of(Parameters form) {
    Map<String, Object> root = new LinkedHashMap<>();
    for (Parameters.Parameter parameter : form.all()) {
      put(root, parameter.name(), parameter.value());
    }
    Map<String, Object> members = new LinkedHashMap<>();
    root.forEach((name, node) -> members.put(name, collapse(node)));
    return members;
  }

  private static void put(Map<String, Object> root, String name, String value) {
    String[] steps = name.split("\\.", -1);
    if (steps.length > DEEPEST) {
      throw new Refusal(Failure.UNREADABLE, "a parameter is nested more than " + DEEPEST + " deep");
    }
    Map<String, Object> level = root;
    for (int i = 0; i < steps.length - 1; i++) {
      level = below(level, steps[i], name);
    }
    if (level.putIfAbsent(steps[steps.length - 1], value) != null) {
      throw twice(name);
    }
  }

  @SuppressWarnings("unchecked") // A level is only ever made by this method.
  private static Map<String, Object> below(Map<String, Object> level, String step, String name) {
    Object next = level.computeIfAbsent(step, key -> new LinkedHashMap<String, Object>());
    if (next instanceof Map<?, ?> map) {
      return (Map<String, Object>) map;
    }
    throw twice(name);
  }

  private static Object collapse(Object node) {
    if (!(node instanceof Map<?, ?> level)) {
      return node;
    }
    if (level.keySet().stream().allMatch(key -> isIndex(key.toString()))) {
      List<Object> elements = new ArrayList<>();
      level.entrySet().stream()
          .sorted(Comparator.comparing(entry -> Integer.valueOf(entry.getKey().toString())))
          .forEach(entry -> elements.add(collapse(entry.getValue())));
      return elements;
    }
    if (level.keySet().stream().anyMatch(key -> isOddIndex(key.toString()))) {
      throw new Refusal(Failure.AMBIGUOUS, "a list's index begins with a zero");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    level.forEach((key, value) -> members.put(key.toString(), collapse(value)));
    return members.size() == 1 && members.get("member") instanceof List<?> list ? list : members;
  }

  private static boolean isIndex(String step) {
    return !step.isEmpty()
        && step.length() <= LONGEST_INDEX
        && (step.length() == 1 || step.charAt(0) != '0')
        && step.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static boolean isOddIndex(String step) {
    return step.length() > 1
        && step.charAt(0) == '0'
        && step.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static Refusal twice(String name) {
    return new Refusal(Failure.AMBIGUOUS, "the parameter " + name + " is there twice");
  }
}
