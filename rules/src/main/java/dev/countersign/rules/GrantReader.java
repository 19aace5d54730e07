package dev.countersign.rules;

import dev.countersign.config.Amounts;
import dev.countersign.config.Diagnostics;
import dev.countersign.config.Fields;
import dev.countersign.config.Shape;
import dev.countersign.config.YamlNode;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.GrantTerms.Scope;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads what a rule's {@code grant} permits. */
final class GrantReader {

  private static final Shape<Duration> FOR = Amounts.duration("1s", "7d");

  private static final Shape<Long> CALLS = Shape.integer(1, GrantTerms.MOST_CALLS);

  private static final Shape<Set<Scope>> SCOPE =
      Shape.list(Shape.oneOf("action", "resource"))
          .then("action, or action and resource", GrantReader::scope);

  private GrantReader() {}

  /** Empty where it is wrong, which is then noted. */
  static Optional<GrantTerms> read(YamlNode node, Diagnostics diagnostics) {
    Fields fields = Fields.of(node, List.of("for", "calls", "scope"), diagnostics);
    Optional<Duration> atMost = fields.require("for", FOR);
    Optional<Long> calls = fields.get("calls", CALLS);
    Set<Scope> scope = fields.get("scope", SCOPE).orElse(Set.of());
    return atMost.map(longest -> new GrantTerms(longest, calls(calls), scope));
  }

  private static OptionalInt calls(Optional<Long> stated) {
    return stated.map(n -> OptionalInt.of(Math.toIntExact(n))).orElse(OptionalInt.empty());
  }

  /** A permission for any action on a resource would be wider than it looks. */
  private static Optional<Set<Scope>> scope(List<String> words) {
    Set<Scope> scope =
        words.stream()
            .map(word -> word.equals("action") ? Scope.ACTION : Scope.RESOURCE)
            .collect(Collectors.toUnmodifiableSet());
    return Optional.of(scope).filter(s -> s.contains(Scope.ACTION) && s.size() == words.size());
  }
}
