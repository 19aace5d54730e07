package dev.countersign.catalog;

import dev.countersign.model.Failure;
import dev.countersign.model.Refusal;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Nests a form's flat names: {@code Filter.1.Value.2} (Smithy, "AWS query protocol"). What the
 * levels stand for is {@link FormReader}'s to say.
 */
final class FormTree {

  private static final int DEEPEST = 32;

  private FormTree() {}

  /**
   * Texts, and maps of the next level.
   *
   * @throws Refusal AMBIGUOUS where a name is repeated, or is a value and a structure at once
   */
  static Map<String, Object> of(Parameters form) {
    Map<String, Object> root = new LinkedHashMap<>();
    for (Parameters.Parameter parameter : form.all()) {
      put(root, parameter.name(), parameter.value());
    }
    return root;
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

  private static Refusal twice(String name) {
    return new Refusal(Failure.AMBIGUOUS, "the parameter " + name + " is there twice");
  }
}
