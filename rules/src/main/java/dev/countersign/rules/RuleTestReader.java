package dev.countersign.rules;

import dev.countersign.config.Diagnostics;
import dev.countersign.config.Fields;
import dev.countersign.config.Shape;
import dev.countersign.config.Suggestion;
import dev.countersign.config.YamlNode;
import dev.countersign.config.YamlNode.Scalar;
import dev.countersign.model.Access;
import dev.countersign.model.Account;
import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.ErrorFormat;
import dev.countersign.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads what stands under {@code tests}. A test names the fields that matter to it; the others have
 * the value that says least: empty, false, or unknown. Not safe for several threads.
 */
final class RuleTestReader {

  private static final List<String> TEST_KEYS =
      List.of("name", "call", "agent", "request", "expect");

  private static final Shape<Effect> EFFECT =
      Shape.oneOf("allow", "approve", "deny")
          .then("a verdict", word -> Optional.of(Effect.valueOf(word.toUpperCase(Locale.ROOT))));

  private final Diagnostics diagnostics;
  private final List<RuleTest> tests = new ArrayList<>();
  private final List<Scalar> ruleNames = new ArrayList<>();

  RuleTestReader(Diagnostics diagnostics) {
    this.diagnostics = diagnostics;
  }

  List<RuleTest> tests() {
    return tests;
  }

  void read(YamlNode node) {
    Fields fields = Fields.of(node, TEST_KEYS, diagnostics);
    Optional<String> name = fields.require("name", Shape.text());
    Optional<AwsCall> call = fields.require("call", Shape.any()).flatMap(this::call);
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
              call.get(),
              agent(agent),
              request.time("time", Instant.EPOCH),
              request.number("size", -1),
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

  private FacetSample sample(Fields fields, FacetType<?> facet) {
    return fields
        .node(facet.name())
        .map(given -> FacetSample.read(given, facet, diagnostics))
        .orElseGet(FacetSample::empty);
  }

  private static Agent agent(FacetSample given) {
    return new Agent(
        given.text("name", Agent.ANONYMOUS),
        given.text("address", "127.0.0.1"),
        given.flag("verified", false));
  }

  private Optional<AwsCall> call(YamlNode node) {
    FacetSample given = FacetSample.read(node, FacetType.AWS, diagnostics);
    String word = given.text("access", Access.WRITE.word());
    try {
      return Optional.of(call(given, access(word)));
    } catch (IllegalArgumentException e) {
      diagnostics.add(node.place(), String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Access access(String word) {
    return Arrays.stream(Access.values())
        .filter(level -> level.word().equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(Literals.unknownLevel(word)));
  }

  private static AwsCall call(FacetSample given, Access access) {
    String account = given.text("account", "000000000000");
    String action = given.text("action", "");
    String resource = given.text("resource", "");
    return new AwsCall(
        given.text("service", ""),
        given.text("api", ""),
        action,
        given.flag("known", !action.isEmpty()),
        new Account(account, given.text("account_name", account)),
        given.text("region", ""),
        given.text("partition", "aws"),
        resource,
        given.texts("resources", resource.isEmpty() ? List.of() : List.of(resource)),
        given.flag("foreign_account", false),
        given.text("method", ""),
        given.text("path", ""),
        given.text("host", ""),
        given.texts("iam_actions", List.of()),
        access,
        given.flag("returns_credentials", false),
        given.flag("runs_code", false),
        given.members("params"),
        given.flag("dry_run", false),
        ErrorFormat.JSON);
  }
}
