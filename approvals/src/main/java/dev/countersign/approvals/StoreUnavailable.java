package dev.countersign.approvals;

/** The store cannot be read or written; what was to be done is not done, or not known to be. */
public final class StoreUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StoreUnavailable(String message, Throwable cause) {
    super(message, cause);
  }
}
