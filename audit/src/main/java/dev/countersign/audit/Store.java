package dev.countersign.audit;

import java.io.IOException;
import java.util.List;

/** Where lines go. Used by one thread at a time. */
interface Store extends AutoCloseable {

  /**
   * Appends a line for each element and returns once all of them are durable. After an exception
   * none of them counts as written, and the next call begins by mending what this one has left.
   *
   * @param members as {@link RecordJson#members} makes them
   */
  void append(List<String> members) throws IOException;

  @Override
  void close();
}
