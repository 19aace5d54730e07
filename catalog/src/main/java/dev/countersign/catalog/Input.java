package dev.countersign.catalog;

import java.util.Map;

/**
 * The input members of an operation, under the model's names.
 *
 * @param params texts, longs, doubles, booleans, lists and maps
 */
record Input(Map<String, Object> params, Extent extent) {

  /** How much of the request the members were read from. */
  enum Extent {
    WHOLE,
    /** All but texts that are too long to be kept, in one of which an ARN might stand. */
    WITHOUT_LONG_TEXTS,
    /** The body is too long, and only what the head has is known. */
    HEAD
  }

  /** Of an operation that is not known. */
  static final Input NONE = new Input(Map.of(), Extent.WHOLE);
}
