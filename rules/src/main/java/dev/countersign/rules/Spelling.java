package dev.countersign.rules;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether a field of a call can be what a rule or a test says, by a {@link Vocabulary}. Remembers
 * its answers, since rules say the same over and over; so it lives no longer than the reading of
 * the files. Not safe for several threads.
 */
final class Spelling {

  private record Question(String field, String function, String text, Set<String> services) {}

  private static final int MAX_SERVICES_SHOWN = 3;

  private final Vocabulary vocabulary;
  private final Map<Question, Optional<String>> answers = new HashMap<>();

  Spelling(Vocabulary vocabulary) {
    this.vocabulary = vocabulary;
  }

  boolean knows(String field) {
    return vocabulary.words(field).isPresent();
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

  /** An action that some other service has: which. */
  private String elsewhere(String action) {
    List<String> services =
        vocabulary.servicesWith(action).limit(MAX_SERVICES_SHOWN + 1L).toList();
    return switch (services.size()) {
      case 0 -> "";
      case 1 -> "; " + services.getFirst() + " has";
      default ->
          "; "
              + String.join(", ", services.subList(0, Math.min(services.size(), MAX_SERVICES_SHOWN)))
              + (services.size() > MAX_SERVICES_SHOWN ? " and others" : "")
              + " have";
    };
  }
}
