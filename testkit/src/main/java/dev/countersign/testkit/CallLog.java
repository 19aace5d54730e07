package dev.countersign.testkit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last calls, oldest first. Safe for use by several threads. */
final class CallLog {

  private static final int MOST = 10_000;

  private final Deque<ReceivedCall> calls = new ArrayDeque<>();

  synchronized void add(ReceivedCall call) {
    calls.addLast(call);
    if (calls.size() > MOST) {
      calls.removeFirst();
    }
  }

  synchronized List<ReceivedCall> all() {
    return List.copyOf(calls);
  }

  synchronized void clear() {
    calls.clear();
  }
}
