package dev.countersign.rules;

import dev.cel.common.exceptions.CelAttributeNotFoundException;
import java.util.Map;

/**
 * The parameters of a call whose body was not read. Those that stand in its head are there; asking
 * for any other, even whether it is there, fails, and so makes the rule that asks strict.
 *
 * <p>It is no {@link Map}, although rules see it as one: CEL copies maps whole before it looks into
 * them. What needs a whole one, such as {@code exists} and {@code in}, fails here too.
 *
 * @param known by name
 */
record PartialParams(Map<String, Object> known) implements FacetValue {

  @Override
  public Object read(String name) {
    Object value = known.get(name);
    if (value == null) {
      throw CelAttributeNotFoundException.of(
          "'" + name + "' is not known, since the body was not read");
    }
    return value;
  }
}
