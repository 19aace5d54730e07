package dev.countersign.proxy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** How a virtual thread waits for an event loop. */
final class Waiting {

  private Waiting() {}

  /** The result of {@code future}; its failure is thrown as it is, not wrapped. */
  static <T> T on(CompletableFuture<T> future) {
    try {
      return future.join();
    } catch (CompletionException e) {
      if (unwrap(e) instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** What went wrong, without the wrapping that dependent futures add. */
  static Throwable unwrap(Throwable failure) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause;
  }
}
