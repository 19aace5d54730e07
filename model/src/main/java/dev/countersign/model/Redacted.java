package dev.countersign.model;

/** x. */
public enum Redacted {
  MARK;

  @Override
  public String toString() {
    return "(redacted)";
  }
}
