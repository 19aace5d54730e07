package dev.countersign.model;

import java.util.regex.Pattern;

/**
 * An AWS account that the operator listed.
 *
 * @param id 12 decimal digits
 * @param name the operator's label; the id itself where none was given
 */
public record Account(String id, String name) {

  private static final Pattern ID = Pattern.compile("[0-9]{12}");

  public Account {
    if (!isId(id)) {
      throw new IllegalArgumentException("account id: \"" + id + "\" (expected: 12 digits)");
    }
  }

  /** Whether {@code text} has the form of an account id. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }
}
