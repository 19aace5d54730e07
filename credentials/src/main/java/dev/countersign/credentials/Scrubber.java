package dev.countersign.credentials;

import dev.countersign.model.AwsCredentials;
import dev.countersign.model.Secret;
import java.util.regex.Pattern;

/**
 * Makes a message of STS fit to be shown. STS quotes requests: the message of a wrong signature
 * holds the canonical request, session token included.
 */
final class Scrubber {

  private static final int MAX_LENGTH = 500;
  private static final String MARK = "[redacted]";

  /** IAM User Guide, "IAM identifiers", unique ids: key ids of long-lived and temporary keys. */
  private static final Pattern KEY_ID = Pattern.compile("(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{12,124}");

  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\u2028\u2029]+");

  private Scrubber() {}

  /** {@code text} on one line, bounded, and without anything of {@code credentials}. */
  static String scrub(String text, AwsCredentials credentials) {
    String clean = text.replace(credentials.secretAccessKey().reveal(), MARK);
    Secret token = credentials.sessionToken();
    if (token != null) {
      clean = clean.replace(token.reveal(), MARK);
    }
    return scrub(clean.replace(credentials.accessKeyId(), MARK));
  }

  /** The same where no credential is at hand that could be in it. */
  static String scrub(String text) {
    String line = KEY_ID.matcher(CONTROL.matcher(text).replaceAll(" ").strip()).replaceAll(MARK);
    return line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "...";
  }
}
