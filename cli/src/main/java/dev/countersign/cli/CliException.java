package dev.countersign.cli;

/** Something that the person at the terminal can mend; the message says how. */
final class CliException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  CliException(String message) {
    super(message, null, false, false);
  }
}
