package dev.countersign.testkit;

/** A request that is believed: whose it is, and what it carries. */
final class Verified {

  private final Caller caller;
  private final byte[] content;

  /**
   * @param content the content itself, without any {@code aws-chunked} framing; not copied
   */
  Verified(Caller caller, byte[] content) {
    this.caller = caller;
    this.content = content;
  }

  Caller caller() {
    return caller;
  }

  byte[] content() {
    return content;
  }
}
