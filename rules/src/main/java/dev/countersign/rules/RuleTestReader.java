package dev.countersign.rules;

import dev.countersign.config.Diagnostics;
import dev.countersign.config.Fields;
import dev.countersign.config.Shape;
import dev.countersign.config.Suggestion;
import dev.countersign.config.YamlNode;
import dev.countersign.config.YamlNode.Scalar;
import dev.countersign.model.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads what stands under {@code tests}. A test names the fields that matter to it, and the others
 * have the value that says least: empty, false, or unknown; or it has a captured request, which
 * says them all. Not safe for several threads.
 */
final class RuleTestReader {

  /** The ways of saying which call is made. */
  private static final List<String> CALL_KEYS = List.of("call", "http", "request-file");

  private static final List<String> TEST_KEYS =
      List.of("name", "call", "http", "request-file", "agent", "request", "expect");

  private static final Shape<Effect> EFFECT =
      Shape.oneOf("allow", "approve", "deny")
          .then("a verdict", word -> Optional.of(Effect.valueOf(word.toUpperCase(Locale.ROOT))));

  private final Spelling spelling;
  private final Captures captures;
  private final Diagnostics diagnostics;
  private final List<RuleTest> tests = new ArrayList<>();
  private final List<Scalar> ruleNames = new ArrayList<>();

  RuleTestReader(Spelling spelling, Optional<CapturedCalls> captures, Diagnostics diagnostics) {
    this.spelling = spelling;
    this.captures = new Captures(captures, diagnostics);
    this.diagnostics = diagnostics;
  }

  List<RuleTest> tests() {
    return tests;
  }

  void read(YamlNode node) {
    Fields fields = Fields.of(node, TEST_KEYS, diagnostics);
    Optional<String> name = fields.require("name", Shape.text());
    Optional<Sample> call = call(fields);
    FacetSample agent = sample(fields, FacetType.AGENT);
    FacetSample request = sample(fields, FacetType.REQUEST);
    Optional<Fields> expect =
        fields
            .require("expect", Shape.any())
            .map(given -> Fields.of(given, List.of("verdict", "rule"), diagnostics));
    Optional<Effect> verdict = expect.flatMap(given -> given.require("verdict", EFFECT));
    Optional<Scalar> rule = expect.flatMap(given -> given.get("rule", Shape.scalar()));
    rule.ifPresent(ruleNames::add);
    if (name.isPresent() && call.isPresent() && verdict.isPresent()) {
      tests.add(
          new RuleTest(
              name.get(),
              fields.place().source().file(),
              fields.place().line(),
              call.get().with(agent, request),
              verdict.get(),
              rule.map(Scalar::text)));
    }
  }

  /** Notes the expected rules that are in none of the files. */
  void checkNames(Collection<String> known) {
    for (Scalar rule : ruleNames) {
      if (!known.contains(rule.text()) && !rule.text().equals(Verdict.NO_RULE)) {
        diagnostics.add(
            rule.place(),
            "there is no rule \"" + rule.text() + "\"" + Suggestion.hint(rule.text(), known));
      }
    }
  }

  private Optional<Sample> call(Fields fields) {
    List<String> stated = CALL_KEYS.stream().filter(fields::has).toList();
    if (stated.isEmpty()) {
      diagnostics.add(fields.place(), "the call is missing (expected: call, http or request-file)");
      return Optional.empty();
    }
    stated.stream()
        .skip(1)
        .flatMap(extra -> fields.node(extra).stream())
        .forEach(
            extra ->
                diagnostics.add(
                    extra.place(),
                    "a second call in one test (expected: one of call, http and request-file)"));
    return switch (stated.getFirst()) {
      case "http" -> fields.get("http", Shape.scalar()).flatMap(captures::inline);
      case "request-file" -> fields.get("request-file", Shape.scalar()).flatMap(captures::file);
      default ->
          fields
              .node("call")
              .flatMap(given -> FacetSample.call(given, spelling, diagnostics))
              .map(Sample::of);
    };
  }

  private FacetSample sample(Fields fields, FacetType<?> facet) {
    return fields
        .node(facet.name())
        .map(given -> FacetSample.read(given, facet, spelling, diagnostics))
        .orElseGet(FacetSample::empty);
  }
}
