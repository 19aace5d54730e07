package dev.countersign.config;

import java.util.Optional;

/**
 * One key of the configuration: the reader, the JSON Schema and the table in the documentation are
 * all made from it.
 *
 * @param meaning for the documentation and for editors; says the unit where there is one
 * @param fallback what stands for the key where it is absent, as YAML
 */
record Key<T>(
    String name, Shape<T> shape, String meaning, boolean required, Optional<String> fallback) {

  /** A key that may be absent, and then means nothing. */
  static <T> Key<T> of(String name, Shape<T> shape, String meaning) {
    return new Key<>(name, shape, meaning, false, Optional.empty());
  }

  /** The same key, which must be there. */
  Key<T> always() {
    return new Key<>(name, shape, meaning, true, Optional.empty());
  }

  /** The same key with a default. It is read like a value in the file, so it cannot be wrong. */
  Key<T> orElse(String yaml) {
    return new Key<>(name, shape, meaning, false, Optional.of(yaml));
  }

  /** Whether a mapping stands there. */
  boolean isMapping() {
    return "object".equals(shape.schema().get("type"));
  }
}
