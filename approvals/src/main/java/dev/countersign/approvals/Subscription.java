package dev.countersign.approvals;

/** Ends, when closed, that somebody is told of changes. */
public interface Subscription extends AutoCloseable {
  @Override
  void close();
}
