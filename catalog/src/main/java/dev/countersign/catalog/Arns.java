package dev.countersign.catalog;

import java.util.List;
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

  /** What the models call members that are accounts' ids, or principals that may be some. */
  private static final Pattern ACCOUNT_MEMBER =
      Pattern.compile(
          "(?i)(?:.*\\.)?[^.]*(account|accounts|accountIds?|accountIdentifiers?"
              + "|accountIdsTo(Add|Remove)|owner|owners|ownerIds?|registryIds?|catalogId|userIds?"
              + "|principals?|valuesTo(Add|Remove)|grantee)(?:[.{].*)?");

  /** In a policy an account may stand for all of its principals. */
  private static final Pattern POLICY_MEMBER =
      Pattern.compile("(?i).*(policy|policyDocument|document)");

  private static final Pattern QUOTED_ACCOUNT = Pattern.compile("\"([0-9]{12})\"");

  private Arns() {}

  static boolean isArn(String text) {
    return text.startsWith("arn:");
  }

  /** The account in an ARN; empty where it names none, as a bucket's does. */
  static Optional<String> account(String arn) {
    Matcher matcher = WITH_ACCOUNT.matcher(arn);
    return matcher.lookingAt() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /**
   * Every account that the parameters name: in an ARN, in a policy, or in a member for accounts.
   */
  static Set<String> accounts(List<Leaf> params) {
    Set<String> accounts = new TreeSet<>();
    for (Leaf leaf : params) {
      if (ACCOUNT.matcher(leaf.text()).matches() && ACCOUNT_MEMBER.matcher(leaf.path()).matches()) {
        accounts.add(leaf.text());
      }
      add(WITH_ACCOUNT, leaf.text(), accounts);
      if (POLICY_MEMBER.matcher(leaf.name()).matches()) {
        add(QUOTED_ACCOUNT, leaf.text(), accounts);
      }
    }
    return accounts;
  }

  private static void add(Pattern pattern, String text, Set<String> accounts) {
    pattern.matcher(text).results().forEach(found -> accounts.add(found.group(1)));
  }
}
