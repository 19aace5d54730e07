package dev.countersign.rules;

/**
 * What the reference of the facet says of a field, in Markdown.
 *
 * @param example as it stands in an expression
 * @param unknown when it cannot be known; empty where it always can
 */
record FieldDescription(String meaning, String example, String unknown) {

  static FieldDescription says(String meaning, String example) {
    return new FieldDescription(meaning, example, "");
  }
}
