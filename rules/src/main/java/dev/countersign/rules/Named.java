package dev.countersign.rules;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Resources that were named: some exactly, others as all that begin with a prefix.
 *
 * @param exact ARNs and identifiers
 * @param below prefixes of ARNs, each with the separator at its end
 */
record Named(SortedSet<String> exact, SortedSet<String> below) {

  /** Prefixes and exact names for one rule; above it, narrower prefixes are joined. */
  static final int FEW = 20;

  static Named exactly(Collection<String> resources) {
    return new Named(new TreeSet<>(resources), new TreeSet<>());
  }

  /**
   * Two or more that share a parent become all below that parent. Where there are still many, so do
   * parents of parents.
   */
  static Named generalised(Collection<String> resources) {
    Named named = exactly(resources).joined();
    for (Named next = named.joined(); named.size() > FEW && next.size() < named.size(); ) {
      named = next;
      next = named.joined();
    }
    return named;
  }

  int size() {
    return exact.size() + below.size();
  }

  /** One step up for all that have a sibling, or whose parent is there already. */
  private Named joined() {
    Map<String, List<String>> families = new HashMap<>();
    for (Collection<String> names : List.of(exact, below)) {
      for (String name : names) {
        parent(name).ifPresent(p -> families.computeIfAbsent(p, _ -> new ArrayList<>()).add(name));
      }
    }
    SortedSet<String> parents = new TreeSet<>(below);
    families.forEach(
        (parent, children) -> {
          if (children.size() > 1) {
            parents.add(parent);
          }
        });
    // Sorted, a prefix comes right before what it covers.
    SortedSet<String> widest = new TreeSet<>();
    for (String prefix : parents) {
      if (widest.isEmpty() || !prefix.startsWith(widest.last())) {
        widest.add(prefix);
      }
    }
    return new Named(
        exact.stream()
            .filter(name -> widest.stream().noneMatch(name::startsWith))
            .collect(Collectors.toCollection(TreeSet::new)),
        widest);
  }

  /**
   * The ARN up to the separator before its last part; empty where that would take in everything of
   * a type, such as {@code table/}, or every bucket.
   */
  private static Optional<String> parent(String resource) {
    String[] fields = resource.split(":", 6);
    if (fields.length < 6 || !fields[0].equals("arn")) {
      return Optional.empty();
    }
    int end = resource.length() - 1;
    int cut = Math.max(resource.lastIndexOf('/', end - 1), resource.lastIndexOf(':', end - 1)) + 1;
    int name = resource.length() - fields[5].length();
    if (cut <= name) {
      return Optional.empty();
    }
    long parts =
        List.of(resource.substring(name, cut).split("[:/]")).stream()
            .filter(part -> !part.isEmpty())
            .count();
    // A bucket's name stands where everything else has its type.
    boolean bucket = fields[2].equals("s3") && fields[4].isEmpty();
    return parts >= (bucket ? 1 : 2) ? Optional.of(resource.substring(0, cut)) : Optional.empty();
  }
}
