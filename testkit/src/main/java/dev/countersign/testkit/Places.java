package dev.countersign.testkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** One state per account and region, made when first used. Safe for use by several threads. */
final class Places<S> {

  private static final int MOST = 200;

  private final Function<Place, S> maker;
  private final Map<Place, S> states = new LinkedHashMap<>();

  Places(Function<Place, S> maker) {
    this.maker = maker;
  }

  synchronized S at(Place place) {
    if (!states.containsKey(place)) {
      Limits.checkCount(states.size(), MOST, "accounts and regions");
    }
    return states.computeIfAbsent(place, maker);
  }
}
