package dev.countersign.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what was meant by a name that does not exist. */
public final class Suggestion {

  private Suggestion() {}

  /** {@code " (did you mean \"x\"?)"}, to be put behind a message; empty where nothing is near. */
  public static String hint(String given, Collection<String> known) {
    return nearest(given, known).map(name -> " (did you mean \"" + name + "\"?)").orElse("");
  }

  /** The nearest known name, where it is no further away than a slip of the fingers. */
  public static Optional<String> nearest(String given, Collection<String> known) {
    int permitted = Math.min(3, (given.length() + 2) / 3);
    String folded = fold(given);
    return known.stream()
        // Lists may be long, and a name that is much longer or shorter is far away.
        .filter(name -> Math.abs(name.length() - given.length()) <= permitted)
        .map(name -> new Candidate(name, distance(folded, fold(name))))
        .filter(candidate -> candidate.distance() <= permitted)
        .min(Comparator.comparingInt(Candidate::distance))
        .map(Candidate::name);
  }

  private record Candidate(String name, int distance) {}

  private static String fold(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * How many insertions, deletions, replacements and swaps of neighbours lie between two texts (the
   * optimal string alignment distance). Texts longer than 64 characters are only ever equal or far.
   */
  static int distance(String left, String right) {
    if (Math.max(left.length(), right.length()) > 64) {
      return left.equals(right) ? 0 : Integer.MAX_VALUE;
    }
    int[][] cost = new int[left.length() + 1][right.length() + 1];
    for (int i = 0; i <= left.length(); i++) {
      for (int j = 0; j <= right.length(); j++) {
        cost[i][j] = i == 0 || j == 0 ? i + j : step(left, right, cost, i, j);
      }
    }
    return cost[left.length()][right.length()];
  }

  private static int step(String left, String right, int[][] cost, int i, int j) {
    boolean same = left.charAt(i - 1) == right.charAt(j - 1);
    int best =
        Math.min(cost[i - 1][j - 1] + (same ? 0 : 1), Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
    boolean swapped =
        i > 1
            && j > 1
            && left.charAt(i - 1) == right.charAt(j - 2)
            && left.charAt(i - 2) == right.charAt(j - 1);
    return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
  }
}
