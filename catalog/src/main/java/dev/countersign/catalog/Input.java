package dev.countersign.catalog;

import java.util.List;
import java.util.Map;

/**
 * The input members of an operation, under the model's names.
 *
 * @param params texts, longs, doubles, booleans, lists and maps
 * @param leaves every value in them, for all who look for some
 */
record Input(Map<String, Object> params, Extent extent, List<Leaf> leaves) {

  Input(Map<String, Object> params, Extent extent) {
    this(params, extent, Leaf.of(params));
  }

  /** How much of the request the members were read from. */
  enum Extent {
    WHOLE,
    /** All but texts that are too long to be kept, in one of which an ARN might stand. */
    WITHOUT_LONG_TEXTS,
    /** The body is a stream whose events are not read, and only what the head has is known. */
    EVENTS,
    /** The body is too long, and only what the head has is known. */
    HEAD
  }

  /** Of an operation that is not known. */
  static final Input NONE = new Input(Map.of(), Extent.WHOLE);
}
