package dev.countersign.rules;

import dev.cel.common.exceptions.CelAttributeNotFoundException;
import dev.cel.common.values.SelectableValue;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A facet for one call, as CEL's interpreter reads it. */
@FunctionalInterface
interface FacetValue extends SelectableValue<String> {

  /** The value of a field; null where it is not known, or where there is no such field. */
  @Nullable Object read(String field);

  @Override
  default Object select(String field) {
    Object value = read(field);
    if (value == null) {
      throw CelAttributeNotFoundException.of("'" + field + "' is not known for this call");
    }
    return value;
  }

  @Override
  default Optional<?> find(String field) {
    return Optional.ofNullable(read(field));
  }
}
