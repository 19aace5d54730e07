package dev.countersign.approvals;

/** Texts that somebody else chose, made fit to be read by people: on one line, and bounded. */
public final class Text {

  /** Characters of a name of an agent, a person, a group or a rule. */
  static final int NAME = 200;

  /** Characters of a comment. */
  static final int COMMENT = 1_000;

  private Text() {}

  /**
   * The text with everything visible that would not be seen or would change how the rest is read,
   * as {@code \}{@code u{...}}, and the end of a longer one left out.
   *
   * @param limit characters that are kept
   */
  public static String shown(String text, int limit) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), limit) + 16);
    text.codePoints().limit(limit).forEach(point -> append(shown, point));
    return text.codePointCount(0, text.length()) <= limit ? shown.toString() : shown + "...";
  }

  /**
   * A text that is made of such texts, wherever it comes from: nothing in it controls a terminal.
   * Backslashes stay as they are, so that what was made visible once is so no second time.
   */
  public static String printable(String text) {
    StringBuilder printable = new StringBuilder(text.length());
    text.codePoints().forEach(point -> appendVisible(printable, point));
    return printable.toString();
  }

  private static void append(StringBuilder shown, int point) {
    if (point == '\\') {
      // So that no text looks like another one that was made visible.
      shown.append("\\\\");
    } else {
      appendVisible(shown, point);
    }
  }

  private static void appendVisible(StringBuilder shown, int point) {
    if (isPlain(point)) {
      shown.appendCodePoint(point);
    } else {
      shown.append("\\u{").append(Integer.toHexString(point)).append('}');
    }
  }

  /** Neither a control nor a format character, such as those that turn the direction of writing. */
  private static boolean isPlain(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> point == ' ';
      default -> !isBlank(point);
    };
  }

  /**
   * Letters and marks that have no shape of their own: those that are default ignorable code points
   * without being format characters, and the empty pattern of Braille.
   *
   * @see <a href="https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point">UAX 44</a>
   */
  private static boolean isBlank(int point) {
    return switch (point) {
      case 0x34f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0 -> true;
      default ->
          (point >= 0x180b && point <= 0x180f)
              || (point >= 0xfe00 && point <= 0xfe0f)
              || (point >= 0xe0100 && point <= 0xe01ef);
    };
  }

  static void requireName(String what, String name) {
    if (name.isBlank() || name.length() > NAME || !name.equals(shown(name, NAME))) {
      throw new IllegalArgumentException(
          what
              + ": "
              + shown(name, NAME)
              + " (expected: a name of at most "
              + NAME
              + " characters)");
    }
  }
}
