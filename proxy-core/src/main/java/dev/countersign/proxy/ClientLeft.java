package dev.countersign.proxy;

/** The client closed its connection before its exchange was over: nobody is left to answer. */
final class ClientLeft extends RuntimeException {

  private static final long serialVersionUID = 1L;

  ClientLeft() {
    super("the client left", null, false, false);
  }
}
