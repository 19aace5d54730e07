package dev.countersign.config;

import dev.countersign.config.YamlNode.Scalar;
import dev.countersign.config.YamlNode.Style;

/**
 * Finds the place in the file that a character of a scalar's text came from: walks along the text
 * and the file together, over quotes, escapes, indentation and folded lines.
 */
final class ScalarPlaces {

  private final Scalar scalar;
  private int line;
  // From 0, in characters.
  private int column;

  private ScalarPlaces(Scalar scalar) {
    this.scalar = scalar;
    this.line = scalar.place().line();
    this.column = scalar.place().column() - 1;
  }

  static Place of(Scalar scalar, int offset) {
    if (!scalar.text().equals(scalar.written())) {
      return scalar.place();
    }
    ScalarPlaces places = new ScalarPlaces(scalar);
    int end = Math.clamp(offset, 0, scalar.text().length());
    return scalar.style() == Style.LITERAL ? places.literal(end) : places.walk(end);
  }

  /** A literal block has one line in the file for each of its own, with indentation before it. */
  private Place literal(int end) {
    String before = scalar.text().substring(0, end);
    int lines = (int) before.chars().filter(c -> c == '\n').count();
    int start = before.lastIndexOf('\n') + 1;
    int stop = scalar.text().indexOf('\n', end);
    String own = scalar.text().substring(start, stop < 0 ? scalar.text().length() : stop);
    line += 1 + lines;
    int indentation = Math.max(source().length() - own.length(), 0);
    return scalar.place().moved(line, indentation + end - start + 1);
  }

  private Place walk(int end) {
    switch (scalar.style()) {
      case SINGLE_QUOTED, DOUBLE_QUOTED -> column++;
      case FOLDED -> {
        line++;
        column = 0;
        skipToText();
      }
      case PLAIN, LITERAL -> {}
    }
    String text = scalar.text();
    // Blank lines at the top of a folded block have been skipped above.
    int at = scalar.style() == Style.FOLDED ? text.length() - text.stripLeading().length() : 0;
    while (at < end && !ended()) {
      at = isBreak() ? overBreak(text, at) : at + overCharacter();
    }
    while (isContinued() && !ended()) {
      nextLine();
    }
    return scalar.place().moved(line, Math.min(column, source().length()) + 1);
  }

  /** Moves over one character of the file and says how many of the text it stands for. */
  private int overCharacter() {
    char c = source().charAt(column);
    if (scalar.style() == Style.SINGLE_QUOTED && c == '\'') {
      column += 2;
      return 1;
    }
    if (scalar.style() != Style.DOUBLE_QUOTED || c != '\\') {
      column++;
      return 1;
    }
    if (isContinued()) {
      nextLine();
      return 0;
    }
    int digits =
        switch (source().charAt(column + 1)) {
          case 'x' -> 2;
          case 'u' -> 4;
          case 'U' -> 8;
          default -> 0;
        };
    int point = digits == 8 ? Integer.parseUnsignedInt(source(), column + 2, column + 10, 16) : 0;
    column += 2 + digits;
    return Character.charCount(point);
  }

  /** Whether nothing but blanks stands on the rest of the line, which folding then takes away. */
  private boolean isBreak() {
    return source().substring(Math.min(column, source().length())).isBlank();
  }

  /** Whether an escaped line break is next, which stands for nothing. */
  private boolean isContinued() {
    return scalar.style() == Style.DOUBLE_QUOTED
        && column == source().length() - 1
        && source().charAt(column) == '\\';
  }

  private int overBreak(String text, int at) {
    int after = at;
    while (after < text.length() && Character.isWhitespace(text.charAt(after))) {
      after++;
    }
    nextLine();
    return after;
  }

  private void nextLine() {
    line++;
    column = 0;
    skipToText();
  }

  /** To the first character that is no blank, on this line or a later one. */
  private void skipToText() {
    while (!ended() && source().isBlank()) {
      line++;
    }
    column = source().length() - source().stripLeading().length();
  }

  private boolean ended() {
    return line > scalar.place().source().lines().size();
  }

  private String source() {
    return scalar.place().source().line(line);
  }
}
