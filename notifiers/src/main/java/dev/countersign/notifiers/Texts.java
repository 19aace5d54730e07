package dev.countersign.notifiers;

/**
 * Texts that somebody else chose, made fit for a medium. What approvals hand over is on one line
 * already; a medium where a line end would be dangerous does not rely on it.
 */
final class Texts {

  private Texts() {}

  /**
   * On one line, and with the end of a longer text left out.
   *
   * @param most code points that are kept
   */
  static String clip(String text, int most) {
    StringBuilder clipped = new StringBuilder();
    text.codePoints()
        .limit(most)
        .map(point -> isSeparator(point) ? ' ' : point)
        .forEach(clipped::appendCodePoint);
    return text.codePointCount(0, text.length()) > most
        ? clipped.append("...").toString()
        : clipped.toString();
  }

  private static boolean isSeparator(int point) {
    return Character.isISOControl(point)
        || Character.getType(point) == Character.LINE_SEPARATOR
        || Character.getType(point) == Character.PARAGRAPH_SEPARATOR;
  }

  /** For HTML, in an element or in a quoted attribute. */
  static String html(String text) {
    return angles(text).replace("\"", "&quot;").replace("'", "&#39;");
  }

  /** The three characters by which Slack, and HTML, begin what is more than text. */
  static String angles(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
