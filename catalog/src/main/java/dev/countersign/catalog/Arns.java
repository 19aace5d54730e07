package dev.countersign.catalog;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amazon Resource Names as they occur in requests, alone or inside a longer text. */
final class Arns {

  private static final Pattern WITH_ACCOUNT =
      Pattern.compile("arn:[a-z0-9-]*:[a-z0-9-]*:[a-z0-9-]*:([0-9]{12}):");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  /** What the models call a member that is an account's id. */
  private static final Pattern ACCOUNT_MEMBER =
      Pattern.compile(
          "(?i).*(AccountId|AccountIds|BucketOwner|registryId|CatalogId|OwnerAWSAccountId)");

  private Arns() {}

  static boolean isArn(String text) {
    return text.startsWith("arn:");
  }

  /** The account in an ARN; empty where it names none, as a bucket's does. */
  static Optional<String> account(String arn) {
    Matcher matcher = WITH_ACCOUNT.matcher(arn);
    return matcher.lookingAt() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Every account that {@code params} name, in an ARN anywhere or in a member for account ids. */
  static Set<String> accounts(Map<String, Object> params) {
    Set<String> accounts = new TreeSet<>();
    params.forEach(
        (name, value) -> {
          for (String text : texts(value)) {
            if (ACCOUNT.matcher(text).matches() && ACCOUNT_MEMBER.matcher(name).matches()) {
              accounts.add(text);
            }
            WITH_ACCOUNT.matcher(text).results().forEach(arn -> accounts.add(arn.group(1)));
          }
        });
    return accounts;
  }

  /** Every text in a value, names of members included. */
  private static List<String> texts(Object value) {
    List<String> texts = new ArrayList<>();
    collect(value, texts);
    return texts;
  }

  private static void collect(Object value, List<String> texts) {
    switch (value) {
      case String text -> texts.add(text);
      case List<?> list -> list.forEach(element -> collect(element, texts));
      case Map<?, ?> map ->
          map.forEach(
              (name, member) -> {
                collect(name, texts);
                collect(member, texts);
              });
      default -> {}
    }
  }
}
