package dev.countersign.catalog;

/**
 * One input member of an operation.
 *
 * @param name as the model has it, and as {@code aws.params} shows it
 * @param wire its name where it stands: a label, a query parameter, a header, or a name in the body
 * @param value its type, and what is inside
 * @param required the model says that it is never absent; false for what is in a body
 * @param madeUp the SDKs fill it with a fresh UUID where their user says nothing (Smithy,
 *     "idempotencyToken trait")
 */
record MemberModel(
    String name,
    String wire,
    Location location,
    Shape.Value value,
    boolean required,
    boolean madeUp) {

  /** Where a member stands in the message. The letter is the index's. */
  enum Location {
    LABEL('u'),
    QUERY('q'),
    /** Every query parameter that no other member claims. */
    QUERY_MAP('Q'),
    HEADER('h'),
    /** Every header that begins with the wire name. */
    HEADER_MAP('H'),
    /** In the body, whatever its format. */
    BODY('b'),
    /** It is the body. */
    PAYLOAD('p');

    final char letter;

    Location(char letter) {
      this.letter = letter;
    }

    static Location of(char letter) {
      for (Location location : values()) {
        if (location.letter == letter) {
          return location;
        }
      }
      throw new IllegalArgumentException("the index has an unknown location: " + letter);
    }
  }

  /** What the text on the wire stands for. The letter is the index's. */
  enum Type {
    STRING('s'),
    INTEGER('i'),
    DOUBLE('d'),
    BOOLEAN('b'),
    LIST('l'),
    /** A structure or a map. */
    MAP('m');

    final char letter;

    Type(char letter) {
      this.letter = letter;
    }

    static Type of(char letter) {
      for (Type type : values()) {
        if (type.letter == letter) {
          return type;
        }
      }
      throw new IllegalArgumentException("the index has an unknown type: " + letter);
    }
  }

  Type type() {
    return value.type();
  }
}
