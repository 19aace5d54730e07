package dev.countersign.cli;

import picocli.CommandLine.ExitCode;

/** Something that the person at the terminal can mend; the message says how. */
final class CliException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int exit;

  CliException(String message) {
    this(message, Main.NO);
  }

  private CliException(String message, int exit) {
    super(message, null, false, false);
    this.exit = exit;
  }

  /** What was typed cannot be meant. */
  static CliException misuse(String message) {
    return new CliException(message, ExitCode.USAGE);
  }

  int exit() {
    return exit;
  }
}
