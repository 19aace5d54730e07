package dev.countersign.catalog;

import dev.countersign.model.Access;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What IAM knows of an operation, as words of the index: the level's first letter, then the
 * actions, then the templates, which begin with {@code arn:}.
 */
final class IamText {

  private static final String ARN = "arn:";

  private IamText() {}

  static String write(IamModel iam) {
    String level = iam.access().word().substring(0, 1);
    return Stream.of(List.of(level), iam.actions(), iam.resources())
        .flatMap(List::stream)
        .collect(Collectors.joining(" "));
  }

  static IamModel read(String text) {
    // The data puts a comma between the two ARNs that some resources have.
    String[] words = text.split(",? ");
    return new IamModel(
        access(words[0].charAt(0)),
        Arrays.stream(words).skip(1).filter(word -> !word.startsWith(ARN)).toList(),
        Arrays.stream(words).skip(1).filter(word -> word.startsWith(ARN)).toList());
  }

  private static Access access(char letter) {
    return Stream.of(Access.values())
        .filter(access -> access.word().charAt(0) == letter)
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("the index has an unknown level: " + letter));
  }
}
