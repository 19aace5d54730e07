package dev.countersign.model;

/**
 * Something wrong in a file that a person wrote, and where.
 *
 * @param file as the person would name it
 * @param line from 1
 * @param column from 1, in characters
 * @param message one sentence: what is wrong, and what was expected
 * @param sourceLine the text of that line, for the caret; empty where there is none
 */
public record Diagnostic(String file, int line, int column, String message, String sourceLine) {

  /** {@code file:line:column: message}, then the line and a caret under the column. */
  public String render() {
    String head = file + ":" + line + ":" + column + ": " + message;
    if (sourceLine.isBlank()) {
      return head;
    }
    // Tabs are kept in the padding, so that the caret stands right whatever their width.
    String padding =
        sourceLine
            .substring(0, Math.min(Math.max(column - 1, 0), sourceLine.length()))
            .replaceAll("[^\t]", " ");
    return head + "\n  " + sourceLine + "\n  " + padding + "^";
  }
}
