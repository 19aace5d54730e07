package dev.countersign.testkit;

/** A request is not believed; no service sees it. */
final class Rejected extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Rejection reason;
  private final String text;

  Rejected(Rejection reason, String text) {
    super(reason + ": " + text, null, false, false);
    this.reason = reason;
    this.text = text;
  }

  Rejection reason() {
    return reason;
  }

  /** What the caller is told. */
  String text() {
    return text;
  }
}
