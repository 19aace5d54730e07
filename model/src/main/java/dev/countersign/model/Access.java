package dev.countersign.model;

/**
 * What kind of thing an operation does, in the words of AWS's service authorization reference.
 * Whatever is not known counts as {@link #WRITE}.
 */
public enum Access {
  LIST("List"),
  READ("Read"),
  WRITE("Write"),
  TAGGING("Tagging"),
  PERMISSIONS("Permissions");

  private final String word;

  Access(String word) {
    this.word = word;
  }

  /** The word as rules and audit records have it. */
  public String word() {
    return word;
  }
}
