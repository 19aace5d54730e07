package dev.countersign.catalog;

/**
 * What is inside a member that is no plain text: which names stand on the wire, and which names and
 * types the model has for them. A service's shapes stand in one table and refer to each other by
 * their numbers in it, since some contain themselves.
 */
sealed interface Shape {

  /** A structure's members. */
  record Structure(FieldSet fields) implements Shape {}

  /**
   * @param wire the element's name in XML and in forms: {@code member}
   * @param flattened the elements stand under the list's own name
   */
  record Listing(String wire, boolean flattened, Value element) implements Shape {}

  /**
   * A map whose names the sender chooses.
   *
   * @param key what its names are called in XML and in forms: {@code key}
   * @param value what its values are called there
   */
  record Mapping(String key, String value, boolean flattened, Value element) implements Shape {}

  /**
   * A structure's member.
   *
   * @param attribute in XML it is an attribute and no element
   */
  record Field(String name, String wire, boolean attribute, Value value) {}

  /**
   * The type of a value.
   *
   * @param shape of a list, a map or a structure: its number in the service's table; {@link #FREE}
   *     for all others, and for a document that may hold anything
   * @param sensitive the model says that it is not to be seen, with all that is inside
   */
  record Value(MemberModel.Type type, int shape, boolean sensitive) {

    static final int FREE = -1;

    static Value of(MemberModel.Type type) {
      return new Value(type, FREE, false);
    }

    /** The same, and as sensitive as what it stands in. */
    Value within(boolean hidden) {
      return new Value(type, shape, sensitive || hidden);
    }
  }
}
