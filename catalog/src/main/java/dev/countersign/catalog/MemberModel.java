package dev.countersign.catalog;

/**
 * One input member of an operation. Those of its members are not kept.
 *
 * @param name as the model has it, and as {@code aws.params} shows it
 * @param wire its name where it stands: a label, a query parameter, a header, or a name in the body
 * @param required the model says that it is never absent; false for what is in a body
 */
record MemberModel(String name, String wire, Location location, Type type, boolean required) {

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
  }
}
