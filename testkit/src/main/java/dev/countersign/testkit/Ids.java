package dev.countersign.testkit;

import java.util.concurrent.atomic.AtomicLong;

/** Identifiers that are never repeated, and the same from run to run. */
final class Ids {

  private final AtomicLong next = new AtomicLong(1);

  /** {@code prefix} and 17 hexadecimal digits, as EC2 makes its ids. */
  String next(String prefix) {
    return prefix + String.format("%017x", next.getAndIncrement());
  }
}
