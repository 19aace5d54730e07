package dev.countersign.config;

import java.util.Optional;

/**
 * A key of a {@link Section}.
 *
 * @param about one sentence for the schema: its meaning and its default
 */
record ConfigKey<T>(String name, Shape<T> shape, String about) {

  /** The value; empty where the key is absent, or wrong, which is then noted. */
  Optional<T> in(Fields fields) {
    return fields.get(name, shape);
  }

  /** As {@link #in}, and notes it where the key is absent. */
  Optional<T> requiredIn(Fields fields) {
    return fields.require(name, shape);
  }
}
