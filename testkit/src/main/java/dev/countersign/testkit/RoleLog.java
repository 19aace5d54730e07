package dev.countersign.testkit;

import java.util.ArrayList;
import java.util.List;

/** The sessions that STS issued, oldest first. Safe for use by several threads. */
final class RoleLog {

  private static final int MOST = 10_000;

  private final List<AssumedRole> roles = new ArrayList<>();

  synchronized void add(AssumedRole role) {
    Limits.checkCount(roles.size(), MOST, "issued sessions");
    roles.add(role);
  }

  synchronized List<AssumedRole> all() {
    return List.copyOf(roles);
  }
}
