package dev.countersign.rules;

import dev.countersign.config.Diagnostics;
import dev.countersign.config.Fields;
import dev.countersign.config.Place;
import dev.countersign.config.Shape;
import dev.countersign.config.YamlNode;
import dev.countersign.config.YamlNode.Mapping;
import dev.countersign.config.YamlNode.Scalar;
import dev.countersign.config.YamlNode.Sequence;
import dev.countersign.model.GrantTerms;
import dev.countersign.model.InvalidFileException;
import dev.countersign.model.Narrowing;
import dev.countersign.model.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads rule files one after the other and collects what is wrong with all of them. Not safe for
 * several threads.
 */
final class RuleReader {

  private static final int MAX_RULES = 2_000;

  private static final List<String> FILE_KEYS = List.of("let", "rules", "tests");
  private static final List<String> RULE_KEYS =
      List.of(
          "name",
          "allow",
          "approve",
          "deny",
          "reason",
          "session",
          "confine",
          Vocabulary.APPROVERS,
          "grant",
          "mode");

  private static final String ARN =
      "arn:aws[a-z-]*:iam::(aws|[0-9]{12}):policy/[\\w+=,.@/-]{1,512}";

  /** STS takes ten managed policies with AssumeRole (AWS STS API Reference, "PolicyArns"). */
  private static final Shape<List<String>> SESSION =
      Shape.list(Shape.text(ARN, "the ARN of a managed policy, arn:aws:iam::aws:policy/..."))
          .then("at most ten ARNs", list -> Optional.of(list).filter(l -> l.size() <= 10));

  /** Names stand in audit records and in what agents are told. */
  private static final Shape<String> NAME =
      Shape.text(
          "[^\\p{Cntrl}\\s](?:[^\\p{Cntrl}]{0,98}[^\\p{Cntrl}\\s])?",
          "a name of at most 100 characters, on one line");

  private static final Shape<String> REASON =
      Shape.text().then("at most 1000 characters", RuleReader::oneLine);

  private final Diagnostics diagnostics = new Diagnostics();
  private final Map<String, Place> names = new LinkedHashMap<>();
  private final List<Rule> rules = new ArrayList<>();
  private final Spelling spelling;
  private final RuleTestReader tests;
  private int left = MAX_RULES;

  RuleReader(Vocabulary vocabulary, Optional<CapturedCalls> captures) {
    this.spelling = new Spelling(vocabulary);
    this.tests = new RuleTestReader(spelling, captures, diagnostics);
  }

  List<Rule> rules() {
    return rules;
  }

  List<RuleTest> tests() {
    return tests.tests();
  }

  void read(RuleSource source) {
    try {
      file(YamlNode.parse(source.name(), source.text()));
    } catch (InvalidFileException e) {
      e.diagnostics().forEach(diagnostics::add);
    }
  }

  /**
   * Checks what only all files together can show.
   *
   * @throws InvalidFileException where anything is wrong
   */
  void finish() {
    tests.checkNames(names.keySet());
    diagnostics.throwIfAny();
  }

  private void file(YamlNode root) {
    Fields fields = Fields.of(root, FILE_KEYS, diagnostics);
    Constants constants =
        fields.node("let").map(let -> Constants.read(let, diagnostics)).orElse(Constants.NONE);
    RuleLanguage language = new RuleLanguage(constants, spelling);
    Shape<List<YamlNode>> list = Shape.list(Shape.any());
    // A file may hold nothing but tests, of rules that stand elsewhere.
    List<YamlNode> stated =
        (fields.has("tests") ? fields.get("rules", list) : fields.require("rules", list))
            .orElse(List.of());
    left -= stated.size();
    if (left < 0) {
      diagnostics.add(
          fields.place(), "too many rules (expected: at most " + MAX_RULES + " in all files)");
      return;
    }
    stated.forEach(node -> rule(node, language));
    language.finish(diagnostics);
    fields.get("tests", Shape.list(Shape.any())).stream()
        .flatMap(List::stream)
        .forEach(tests::read);
  }

  private void rule(YamlNode node, RuleLanguage language) {
    if (diagnostics.isFull()) {
      // Looking for what was meant by each mistake takes its time, and nobody would see it.
      return;
    }
    Fields fields = Fields.of(node, RULE_KEYS, diagnostics);
    if (!(node instanceof Mapping mapping)) {
      return;
    }
    refuseEmpty(mapping);
    Optional<String> name = fields.require("name", NAME);
    name.ifPresent(known -> claim(known, fields));
    Optional<Effect> effect = effect(fields);
    Optional<Condition> condition =
        effect
            .flatMap(known -> fields.get(known.word(), Shape.scalar()))
            .flatMap(text -> language.compile(text, diagnostics));
    Rule.Terms terms = terms(fields, effect.orElse(null));
    boolean shadow = fields.get("mode", Shape.oneOf("shadow")).isPresent();
    if (name.isPresent() && effect.isPresent() && condition.isPresent()) {
      Place place = fields.place();
      rules.add(
          Rule.of(
              name.get(),
              effect.get(),
              condition.get(),
              terms,
              shadow,
              place.source().file(),
              place.line()));
    }
  }

  private void claim(String name, Fields fields) {
    Place place = fields.node("name").map(YamlNode::place).orElse(fields.place());
    @Nullable Place earlier = names.putIfAbsent(name, place);
    if (earlier != null) {
      diagnostics.add(
          place,
          "the name \""
              + name
              + "\" is taken by the rule at "
              + earlier.source().file()
              + ":"
              + earlier.line());
    } else if (name.equals(Verdict.NO_RULE)) {
      diagnostics.add(place, "this name stands for calls that no rule matches");
    }
  }

  private Optional<Effect> effect(Fields fields) {
    List<Effect> stated =
        List.of(Effect.values()).stream().filter(effect -> fields.has(effect.word())).toList();
    if (stated.isEmpty()) {
      diagnostics.add(fields.place(), "the verdict is missing (expected: allow, approve or deny)");
      return Optional.empty();
    }
    stated.stream()
        .skip(1)
        .flatMap(extra -> fields.node(extra.word()).stream())
        .forEach(
            extra ->
                diagnostics.add(
                    extra.place(),
                    "a second verdict in one rule (expected: one of allow, approve and deny)"));
    return Optional.of(stated.getFirst());
  }

  private Rule.Terms terms(Fields fields, @Nullable Effect effect) {
    if (effect == Effect.DENY) {
      refuse(fields, "session", "a rule that denies signs nothing");
      refuse(fields, "confine", "a rule that denies signs nothing");
    }
    if (effect != Effect.APPROVE && effect != null) {
      refuse(fields, Vocabulary.APPROVERS, "only a rule that approves asks somebody");
      refuse(fields, "grant", "only a rule that approves gives grants");
    }
    return new Rule.Terms(
        fields.get("reason", REASON).orElse(""),
        new Narrowing(
            fields.get("session", SESSION).orElse(List.of()),
            fields.get("confine", Shape.oneOf("buckets")).isPresent()),
        approvers(fields),
        fields
            .node("grant")
            .flatMap(node -> GrantReader.read(node, diagnostics))
            .orElse(GrantTerms.ONCE));
  }

  /** Whom nobody knows, nobody would ever ask. */
  private String approvers(Fields fields) {
    Optional<String> group = fields.get(Vocabulary.APPROVERS, NAME);
    group
        .flatMap(name -> spelling.complaint(Vocabulary.APPROVERS, "==", name, Set.of()))
        .ifPresent(
            message ->
                fields
                    .node(Vocabulary.APPROVERS)
                    .ifPresent(node -> diagnostics.add(node.place(), message)));
    return group.orElse("");
  }

  /** A restriction without a value is one that somebody meant to write. */
  private void refuseEmpty(Mapping mapping) {
    mapping.entries().stream()
        .filter(entry -> isEmpty(entry.value()))
        .map(YamlNode.Entry::key)
        .forEach(
            key -> diagnostics.add(key.place(), "the key \"" + key.text() + "\" has no value"));
  }

  private static boolean isEmpty(YamlNode node) {
    return switch (node) {
      case Scalar scalar -> scalar.isNull();
      case Sequence sequence -> sequence.items().isEmpty();
      case Mapping mapping -> mapping.entries().isEmpty();
    };
  }

  private void refuse(Fields fields, String key, String why) {
    fields.node(key).ifPresent(node -> diagnostics.add(node.place(), why));
  }

  private static Optional<String> oneLine(String text) {
    String line = text.strip().replaceAll("[\\p{Cntrl}\\s]+", " ");
    return Optional.of(line).filter(l -> l.length() <= 1000);
  }
}
