package dev.countersign.rules;

import dev.countersign.model.Agent;
import dev.countersign.model.AwsCall;
import dev.countersign.model.Decision;
import dev.countersign.model.Verdict;
import dev.countersign.rules.RuleIndex.Match;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A compiled set of rules. Immutable and safe for any number of threads. */
public final class RuleSet {

  private final String version;
  private final List<Rule> rules;
  private final List<RuleTest> tests;
  private final List<Rule> precedence;
  private final RuleIndex inForce;
  private final RuleIndex onTrial;

  private RuleSet(String version, List<Rule> rules, List<RuleTest> tests) {
    this.version = version;
    this.rules = List.copyOf(rules);
    this.tests = List.copyOf(tests);
    this.precedence =
        rules.stream().sorted(Comparator.comparing(rule -> rule.effect() != Effect.DENY)).toList();
    this.inForce = new RuleIndex(precedence, rule -> !rule.shadow());
    this.onTrial = new RuleIndex(precedence, Rule::shadow);
  }

  /** As {@link #compile(List, Vocabulary)}, where nobody knows which calls there can be. */
  public static RuleSet compile(List<RuleSource> sources) {
    return compile(sources, Vocabulary.NONE);
  }

  /**
   * Compiles rule files for judging calls; their order is the order of the rules. Tests that have a
   * captured request are left out.
   *
   * @param vocabulary which calls there can be
   * @throws dev.countersign.model.InvalidFileException with everything that is wrong in any of them
   */
  public static RuleSet compile(List<RuleSource> sources, Vocabulary vocabulary) {
    return compile(sources, vocabulary, Optional.empty());
  }

  /** As {@link #compile(List, Vocabulary)}, with all of the tests that the files state. */
  public static RuleSet compile(
      List<RuleSource> sources, Vocabulary vocabulary, CapturedCalls captures) {
    return compile(sources, vocabulary, Optional.of(captures));
  }

  private static RuleSet compile(
      List<RuleSource> sources, Vocabulary vocabulary, Optional<CapturedCalls> captures) {
    RuleReader reader = new RuleReader(vocabulary, captures);
    sources.forEach(reader::read);
    reader.finish();
    return new RuleSet(hash(sources), reader.rules(), reader.tests());
  }

  /**
   * A short hash over the texts of the sources, for audit records: the same rules have the same
   * version wherever their files stand. 12 hexadecimal digits.
   */
  public String version() {
    return version;
  }

  /** One line for people: how many rules of which effect, and the version. */
  public String describe() {
    if (rules.isEmpty()) {
      return "no rules, so every call is denied; version " + version;
    }
    String effects =
        Arrays.stream(Effect.values())
            .map(effect -> count(rule -> rule.effect() == effect) + " " + effect.word())
            .collect(Collectors.joining(", "));
    long shadow = count(Rule::shadow);
    String trial = shadow == 0 ? "" : ", " + shadow + " of them in the shadow";
    return rules.size() + " rules (" + effects + trial + "); version " + version;
  }

  private long count(Predicate<Rule> which) {
    return rules.stream().filter(which).count();
  }

  List<Rule> rules() {
    return rules;
  }

  /**
   * A rule as operators know it.
   *
   * @param file as the operator would name it
   * @param line where the rule begins, from 1
   * @param shadow the rule is on trial and never decides
   */
  public record Listed(String name, Effect effect, String file, int line, boolean shadow) {}

  /** The rules, in the order of files and lines. */
  public List<Listed> listed() {
    return rules.stream()
        .map(it -> new Listed(it.name(), it.effect(), it.file(), it.line(), it.shadow()))
        .toList();
  }

  /** Denials first, wherever they stand; then the others in their order. */
  List<Rule> precedence() {
    return precedence;
  }

  /** The tests that the files state, in their order. */
  public List<RuleTest> tests() {
    return tests;
  }

  /**
   * What the rules say. Never throws: a rule that cannot be evaluated makes the outcome stricter.
   *
   * @param size the request body's length in bytes; -1 where it is not known in advance
   */
  public Decision decide(AwsCall call, Agent agent, Instant time, long size) {
    return decide(new Facet(call, agent, time, size));
  }

  /** As {@link #explain(AwsCall, Agent, Instant, long)}. */
  public Explanation explain(Sample sample) {
    return explain(sample.call(), sample.agent(), sample.time(), sample.size());
  }

  /** What the rules say, and what each of them came to; for people, and slower than deciding. */
  public Explanation explain(AwsCall call, Agent agent, Instant time, long size) {
    Facet facet = new Facet(call, agent, time, size);
    Decision decision = decide(facet);
    List<Explanation.Said> said = new ArrayList<>();
    for (Rule rule : rules) {
      Outcome outcome = rule.condition().evaluate(facet);
      said.add(
          new Explanation.Said(
              rule.name(),
              rule.effect(),
              rule.file(),
              rule.line(),
              rule.shadow(),
              outcome,
              rule.condition().decider(facet),
              rule.isFor(call) && rule.effect().matches(outcome),
              // Names are unique, and none is the one that stands for no rule.
              !rule.shadow() && rule.name().equals(decision.verdict().rule())));
    }
    return new Explanation(decision, version, said);
  }

  private Decision decide(Facet facet) {
    Optional<Match> first = inForce.firstMatch(facet);
    Verdict verdict = first.map(Match::verdict).orElseGet(() -> noRule(facet.call()));
    List<Match> shadow = onTrial.matches(facet);
    if (shadow.isEmpty()) {
      return Decision.of(verdict);
    }
    Match trial = shadow.getFirst();
    boolean wouldWin = first.map(match -> trial.rank() < match.rank()).orElse(true);
    return new Decision(
        verdict,
        shadow.stream().map(Match::verdict).toList(),
        wouldWin ? trial.verdict() : verdict);
  }

  /**
   * What a call gets that no rule matches. Why an {@code allow} that seems to fit did not, its
   * writer has to be told.
   */
  static Verdict noRule(AwsCall call) {
    String auth = call.auth().word();
    return new Verdict.Deny(
        Verdict.NO_RULE,
        call.auth().isOrdinary()
            ? ""
            : "A call of this kind is permitted only by a rule that asks for it: allow: aws.auth == \""
                + auth
                + "\" && aws.service == \""
                + call.service()
                + "\" && aws.action == \""
                + call.action()
                + "\"");
  }

  private static String hash(List<RuleSource> sources) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      for (RuleSource source : sources) {
        byte[] text = source.text().getBytes(StandardCharsets.UTF_8);
        // The length goes first, so that no text can be moved from one file to the next unnoticed.
        sha256.update((text.length + "\n").getBytes(StandardCharsets.UTF_8));
        sha256.update(text);
      }
      return HexFormat.of().formatHex(sha256.digest()).substring(0, 12);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
