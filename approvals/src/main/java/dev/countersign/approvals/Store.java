package dev.countersign.approvals;

import dev.countersign.model.Secret;
import java.nio.file.Path;

/** Where requests, grants and pauses are kept. */
public final class Store implements AutoCloseable {

  private Store() {}

  /**
   * A file in the state directory, for one gateway.
   *
   * @throws StoreUnavailable where it cannot be opened
   */
  public static Store sqlite(Path directory) {
    throw new UnsupportedOperationException(directory.toString());
  }

  /**
   * A database that the gateways of a fleet share.
   *
   * @param url {@code jdbc:postgresql://...}; secret, since it may carry a password
   * @throws StoreUnavailable where it cannot be reached
   */
  public static Store postgresql(Secret url) {
    throw new UnsupportedOperationException(url.toString());
  }

  @Override
  public void close() {}
}
