package dev.countersign.config;

import java.util.List;

/**
 * The text of a file, kept for the carets in its errors.
 *
 * @param file as the operator would name it
 * @param lines without their line ends, first to last
 */
public record Source(String file, List<String> lines) {

  public Source {
    lines = List.copyOf(lines);
  }

  /** Text with any of the line ends that YAML knows (YAML 1.2.2, section 5.4). */
  static Source of(String file, String text) {
    return new Source(file, List.of(text.split("\n", -1)));
  }

  /** The text of a line; empty where the file has no such line. */
  String line(int number) {
    return number >= 1 && number <= lines.size() ? lines.get(number - 1) : "";
  }
}
