package dev.countersign.model;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The access key id that an agent holds: {@code AKIA}, the target account's 12 digits, and the 4
 * characters that name the agent.
 *
 * <p>The account of a call comes from here and from nowhere else.
 *
 * @param account 12 decimal digits
 * @param tag 4 of {@code A-Z0-9}
 */
public record PlaceholderKey(String account, String tag) {

  private static final Pattern FORM = Pattern.compile("AKIA([0-9]{12})([A-Z0-9]{4})");
  private static final Pattern TAG = Pattern.compile("[A-Z0-9]{4}");

  public PlaceholderKey {
    if (!Account.isId(account)) {
      throw new IllegalArgumentException("account: \"" + account + "\" (expected: 12 digits)");
    }
    if (!isTag(tag)) {
      throw new IllegalArgumentException("tag: \"" + tag + "\" (expected: 4 of A-Z0-9)");
    }
  }

  /** Reads an access key id; empty where it is not a placeholder, whatever else it may be. */
  public static Optional<PlaceholderKey> parse(String accessKeyId) {
    Matcher matcher = FORM.matcher(accessKeyId);
    return matcher.matches()
        ? Optional.of(new PlaceholderKey(matcher.group(1), matcher.group(2)))
        : Optional.empty();
  }

  /** Whether {@code text} can be an agent's tag. */
  public static boolean isTag(String text) {
    return TAG.matcher(text).matches();
  }

  /** The 20 characters that stand in the agent's profile. */
  public String accessKeyId() {
    return "AKIA" + account + tag;
  }
}
