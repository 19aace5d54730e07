package dev.countersign.model;

/**
 * Stands for a value among a call's parameters that people are not shown. Nothing of it is left,
 * neither its length nor its type.
 */
public enum Redacted {
  REDACTED;

  @Override
  public String toString() {
    return "(redacted)";
  }
}
