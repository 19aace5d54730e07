package dev.countersign.model;

import java.util.regex.Pattern;

/**
 * An AWS account that the operator listed, or none.
 *
 * @param id 12 decimal digits; empty for {@link #NONE}
 * @param name the operator's label; the id itself where none was given
 */
public record Account(String id, String name) {

  private static final Pattern ID = Pattern.compile("[0-9]{12}");

  /** What stands for the account of a call that carries no key and so names none. */
  public static final Account NONE = new Account("", "");

  public Account {
    if (!isId(id) && !(id.isEmpty() && name.isEmpty())) {
      throw new IllegalArgumentException("account id: \"" + id + "\" (expected: 12 digits)");
    }
  }

  /** Whether {@code text} has the form of an account id. */
  public static boolean isId(String text) {
    return ID.matcher(text).matches();
  }
}
