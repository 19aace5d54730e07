package dev.countersign.catalog;

import dev.countersign.catalog.Shape.Field;
import dev.countersign.catalog.Shape.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Shapes as words of the index. A value is the letter of its type, a capital where it is sensitive,
 * and its shape's number; a member is {@code wire=name^value}, without the name where it does not
 * differ, and {@code @} before an attribute. A structure is <code>{</code> and its members, a list
 * {@code [} and its element, a map {@code <}, its two names and its element; {@code !} marks what
 * is flattened.
 */
final class ShapeText {

  private static final char ATTRIBUTE = '@';
  private static final String FLATTENED = "!";

  private ShapeText() {}

  static String write(Shape shape) {
    return switch (shape) {
      case Shape.Structure structure ->
          StreamSupport.stream(structure.fields().spliterator(), false)
              .map(ShapeText::write)
              .collect(Collectors.joining(",", "{", ""));
      case Shape.Listing list ->
          "[" + flattened(list.flattened()) + list.wire() + "^" + write(list.element());
      case Shape.Mapping map ->
          "<"
              + flattened(map.flattened())
              + map.key()
              + ","
              + map.value()
              + "^"
              + write(map.element());
    };
  }

  private static String flattened(boolean flattened) {
    return flattened ? FLATTENED : "";
  }

  private static String write(Field field) {
    return (field.attribute() ? String.valueOf(ATTRIBUTE) : "")
        + member(field.name(), field.wire(), field.value());
  }

  static String member(String name, String wire, Value value) {
    return wire + (name.equals(wire) ? "" : "=" + name) + "^" + write(value);
  }

  private static String write(Value value) {
    char letter = value.type().letter;
    return (value.sensitive() ? Character.toUpperCase(letter) : letter)
        + (value.shape() == Value.FREE ? "" : String.valueOf(value.shape()));
  }

  static List<Shape> readAll(String text) {
    return text.isEmpty() ? List.of() : Stream.of(text.split("\\|")).map(ShapeText::read).toList();
  }

  private static Shape read(String text) {
    String inside = text.substring(1);
    boolean flattened = inside.startsWith(FLATTENED);
    String plain = flattened ? inside.substring(1) : inside;
    int mark = plain.lastIndexOf('^');
    return switch (text.charAt(0)) {
      case '{' -> new Shape.Structure(fields(inside));
      case '[' ->
          new Shape.Listing(plain.substring(0, mark), flattened, value(plain.substring(mark + 1)));
      case '<' -> {
        int comma = plain.indexOf(',');
        yield new Shape.Mapping(
            plain.substring(0, comma),
            plain.substring(comma + 1, mark),
            flattened,
            value(plain.substring(mark + 1)));
      }
      default -> throw new IllegalArgumentException("the index has an unknown shape: " + text);
    };
  }

  private static FieldSet fields(String text) {
    List<Field> fields = new ArrayList<>();
    for (String member : text.isEmpty() ? new String[0] : text.split(",")) {
      boolean attribute = member.charAt(0) == ATTRIBUTE;
      fields.add(field(attribute ? member.substring(1) : member, attribute));
    }
    return new FieldSet(fields);
  }

  /** A member without what may stand before it. */
  static Field field(String text, boolean attribute) {
    int mark = text.lastIndexOf('^');
    String names = text.substring(0, mark);
    int equals = names.indexOf('=');
    return new Field(
        equals < 0 ? names : names.substring(equals + 1),
        equals < 0 ? names : names.substring(0, equals),
        attribute,
        value(text.substring(mark + 1)));
  }

  private static Value value(String text) {
    char letter = text.charAt(0);
    return new Value(
        MemberModel.Type.of(Character.toLowerCase(letter)),
        text.length() == 1 ? Value.FREE : Integer.parseInt(text.substring(1)),
        Character.isUpperCase(letter));
  }
}
