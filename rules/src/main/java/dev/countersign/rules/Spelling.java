package dev.countersign.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether a field of a call can be what a rule or a test says, by a {@link Vocabulary}. Remembers
 * its answers, since rules say the same over and over; so it lives no longer than the reading of
 * the files. Not safe for several threads.
 */
final class Spelling {

  private record Question(String field, String function, String text, Set<String> services) {}

  private static final int MAX_SHOWN = 3;

  private final Vocabulary vocabulary;
  private final Map<Question, Optional<String>> answers = new HashMap<>();

  Spelling(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Whether anybody said which calls there can be. */
  boolean knowsCalls() {
    return vocabulary != Vocabulary.NONE;
  }

  /**
   * Why no call has such a value; empty where one has, or where nobody can tell.
   *
   * @param function CEL's name for how the field is held against the text
   * @param services those that the call can be of; empty for any
   */
  Optional<String> complaint(String field, String function, String text, Set<String> services) {
    return vocabulary
        .words(field)
        .flatMap(
            words ->
                answers.computeIfAbsent(
                    new Question(field, function, text, services),
                    question -> answer(words, question)));
  }

  private Optional<String> answer(Words words, Question question) {
    return complaint(words, question)
        .or(
            () ->
                question.field().equals("aws.action")
                    ? vocabulary
                        .actionsOf(question.services())
                        .flatMap(fewer -> complaint(fewer, question))
                        .map(message -> message + elsewhere(question.text()))
                    : Optional.empty());
  }

  private static Optional<String> complaint(Words words, Question question) {
    return Words.PARTS.containsKey(question.function())
        ? words.complaint(question.function(), question.text())
        : words.complaint(question.text());
  }

  /** Which other services have an action. */
  private String elsewhere(String action) {
    List<String> services = vocabulary.servicesWith(action).limit(MAX_SHOWN + 1L).toList();
    String shown = services.stream().limit(MAX_SHOWN).collect(Collectors.joining(", "));
    return switch (services.size()) {
      case 0 -> "";
      case 1 -> "; " + shown + " has it";
      default -> "; " + shown + (services.size() > MAX_SHOWN ? " and others" : "") + " have it";
    };
  }
}
